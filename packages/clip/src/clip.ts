import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { ClipConfig } from './config';
import type { Checkpointing } from './encoder/recompute';
import type { Insertions } from './insertions';
import type { ClipWeights } from './weights';

/** A sentence, or its token ids with start and end token, unpadded. */
export type Prompt = string | readonly number[];

/** Text → token ids, start and end token included, neither padded nor truncated. */
export interface Tokenizer {
  encode(text: string): number[];
}

/** How a picture becomes pixels: from `preprocessor_config.json`. */
export interface Preprocessing {
  /** Side of the square crop in pixels. */
  readonly size: number;
  /** Per channel, on the scale 0..1. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** How the picture is resized. Default: `'bicubic'`. */
  readonly interpolation?: 'bicubic' | 'bilinear';
}

/** How a tower runs; no option changes what comes out. */
export interface EncodeOptions {
  /**
   * `'blocks'`: of each block only the input is kept for the gradients, and the block runs once more for them. Less memory,
   * more time. Default: `'none'`.
   */
  readonly checkpointing?: Checkpointing;
}

/** The host: frozen weights and two pure encoders. */
export interface Clip {
  readonly config: ClipConfig;
  readonly weights: ClipWeights;
  readonly tokenizer: Tokenizer;
  readonly preprocessing: Preprocessing;
  /** Where it came from, for messages and for `adapter_config.json`: a folder or a hub name. */
  readonly name: string;
  /** Normalised pixels `[B, H, W, 3]` → features `[B, embeddingWidth]`, not normalised. */
  encodeImage(pixels: Tensor4D, insertions?: Insertions, options?: EncodeOptions): Tensor2D;
  /** Prompts → features `[N, embeddingWidth]`, not normalised; `[images·N, embeddingWidth]` with vectors per image. */
  encodeText(prompts: readonly Prompt[], insertions?: Insertions, options?: EncodeOptions): Tensor2D;
  /** Disposes the weights; encoding is a DsraError `badInput` afterwards. */
  dispose(): void;
}
