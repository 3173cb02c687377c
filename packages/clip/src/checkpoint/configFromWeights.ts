/**
 * The architecture of a bare weights file with OpenAI's or OpenCLIP's names: sizes from the shapes; heads from the
 * metadata (`text_heads`, `vision_heads`), else 64 wide as in all released models. The activation cannot be seen there.
 */
import { DsraError } from '@dsra/core';
import type { Activation, ClipConfig, TowerConfig } from '../config';
import { checkConfig } from './checkConfig';
import type { TensorSource } from './tensorSource';

/** @throws DsraError `mismatch`: no such weights; `badConfig`: impossible sizes, or nothing names the activation */
export function configFromWeights(
  source: TensorSource,
  textPrefix: '' | 'text.',
  file: string,
  given?: Activation,
): ClipConfig {
  const activation = given ?? (source.metadata.layout === 'openai' ? 'quickGelu' : undefined);
  const sizes = (name: string): readonly number[] => {
    const shape = source.entries.get(name)?.shape;
    if (!shape) throw new DsraError('mismatch', `${file} has no tensor ${name}, and there is no config.json`);
    return shape;
  };
  if (!activation) throw new DsraError('badConfig', `${file}: ${whichActivation}`);
  const tower = (prefix: string, heads: string | undefined): TowerConfig => {
    const [feedForwardWidth, width] = sizes(`${prefix}resblocks.0.mlp.c_fc.weight`) as [number, number];
    const layers = layersOf(source, prefix);
    const shared = { width, layers, feedForwardWidth, activation, layerNormEpsilon: 1e-5 };
    return { ...shared, heads: heads ? Number(heads) : width / 64 };
  };
  const { text_heads: textHeads, vision_heads: visionHeads } = source.metadata;
  const [vocabularySize] = sizes(`${textPrefix}token_embedding.weight`) as [number];
  const [contextLength] = sizes(`${textPrefix}positional_embedding`) as [number];
  const [, embeddingWidth] = sizes(`${textPrefix}text_projection`) as [number, number];
  const patchSize = sizes('visual.conv1.weight').at(-1)!;
  const imageSize = Math.sqrt(sizes('visual.positional_embedding')[0]! - 1) * patchSize;
  const config = {
    embeddingWidth,
    text: { ...tower(`${textPrefix}transformer.`, textHeads), vocabularySize, contextLength },
    vision: { ...tower('visual.transformer.', visionHeads), imageSize, patchSize },
  };
  return checkConfig(config, file);
}

const whichActivation =
  'nothing says which activation it was trained with; put its config.json beside it, ' +
  "or pass activation: 'quickGelu' (OpenAI's models) or 'gelu' (most of OpenCLIP's)";

function layersOf(source: TensorSource, prefix: string): number {
  const layers = Array.from(source.entries.keys(), (name) =>
    name.startsWith(prefix) ? Number(/resblocks\.(\d+)\./.exec(name)?.[1] ?? -1) : -1,
  );
  return Math.max(...layers) + 1;
}
