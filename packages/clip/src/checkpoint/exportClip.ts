/** A Clip as the files of a HuggingFace checkpoint: what `transformers` writes, and reads. */
import { type Dtype, toBytes } from '@dsra/core';
import type { Tensor } from '@tensorflow/tfjs';
import type { Clip } from '../clip';
import type { FileTokenizer } from '../tokenizer/loadTokenizer';
import { sizeOf, take } from './arrange';
import { huggingFaceLayout } from './huggingFaceLayout';
import { type Stored, isStored } from './layout';
import { configJson, preprocessorJson, tokenizerConfigJson } from './exportJson';

/** The number formats that a checkpoint can be written in. */
export type ExportDtype = Extract<Dtype, 'F32' | 'F16'>;

/** One tensor of a checkpoint; its bytes are made when they are asked for. */
export interface ExportedTensor {
  readonly name: string;
  readonly dtype: ExportDtype;
  readonly shape: readonly number[];
  readonly bytes: () => Promise<Uint8Array>;
}

export interface ExportedClip {
  /** All files but the weights, by name. */
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  /** What `model.safetensors` holds; the clip must not be disposed before the last one's bytes are made. */
  readonly tensors: readonly ExportedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Everything that a HuggingFace folder of this Clip holds. F32 keeps every bit; F16 rounds to the nearest. */
export function exportClip(clip: Clip, { dtype = 'F32' }: { dtype?: ExportDtype } = {}): ExportedClip {
  const { config, preprocessing, tokenizer, weights } = clip;
  const json = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;
  const known = isFileTokenizer(tokenizer) ? tokenizer : undefined;
  const files = {
    'config.json': json(configJson(config, dtype, known)),
    'preprocessor_config.json': json(preprocessorJson(preprocessing)),
    ...(known && { 'tokenizer_config.json': json(tokenizerConfigJson(config)), ...known.files }),
  };
  return { files, tensors: tensorsOf(huggingFaceLayout(config), weights, dtype), metadata: { format: 'pt' } };
}

/** Walks layout and weights side by side. */
function tensorsOf(layout: object, weights: object | undefined, dtype: ExportDtype): ExportedTensor[] {
  if (isStored(layout)) return partsOf(layout, weights as Tensor | undefined, dtype);
  return Object.entries(layout as Record<string, object | undefined>).flatMap(([key, child]) =>
    child ? tensorsOf(child, (weights as Record<string, object | undefined>)[key], dtype) : [],
  );
}

/** A map without a bias is written with one of zeros. */
function partsOf(stored: Stored, tensor: Tensor | undefined, dtype: ExportDtype): ExportedTensor[] {
  const { names, shape } = stored;
  const zeros = (): Float32Array => new Float32Array(names.length * sizeOf(shape));
  return names.map((name, index) => ({
    name,
    dtype,
    shape,
    bytes: async () => {
      const values = tensor ? ((await tensor.data()) as Float32Array) : zeros();
      return toBytes(name, { dtype, shape, data: take(stored, index, values) });
    },
  }));
}

function isFileTokenizer(tokenizer: object): tokenizer is FileTokenizer {
  return 'files' in tokenizer && 'endToken' in tokenizer;
}
