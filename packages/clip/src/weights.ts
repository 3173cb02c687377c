import type { Linear } from '@dsra/core';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs';

export interface LayerNormWeights {
  /** `[width]` */
  readonly gain: Tensor1D;
  /** `[width]` */
  readonly bias: Tensor1D;
}

/** One pre-norm transformer block. All kernels are `[in, out]`. */
export interface BlockWeights {
  readonly attentionNorm: LayerNormWeights;
  /** Queries, keys and values in one map: kernel `[width, 3·width]`, columns q, then k, then v. */
  readonly queryKeyValue: Linear;
  /** `[width, width]` */
  readonly attentionOut: Linear;
  readonly feedForwardNorm: LayerNormWeights;
  /** `[width, feedForwardWidth]` */
  readonly feedForwardIn: Linear;
  /** `[feedForwardWidth, width]` */
  readonly feedForwardOut: Linear;
}

export interface TextWeights {
  /** `[vocabularySize, width]` */
  readonly tokenEmbedding: Tensor2D;
  /** `[contextLength, width]` */
  readonly positionEmbedding: Tensor2D;
  readonly blocks: readonly BlockWeights[];
  readonly finalNorm: LayerNormWeights;
  /** `[width, embeddingWidth]`, no bias */
  readonly projection: Tensor2D;
}

export interface VisionWeights {
  /** `[patchSize·patchSize·3, width]`: rows in the order (row, column, channel) of a patch; no bias. */
  readonly patchEmbedding: Tensor2D;
  /** `[width]` */
  readonly classEmbedding: Tensor1D;
  /** `[1 + patches, width]`, class token first */
  readonly positionEmbedding: Tensor2D;
  /** Before block 0. */
  readonly preNorm: LayerNormWeights;
  readonly blocks: readonly BlockWeights[];
  /** On the class token, after the last block. */
  readonly postNorm: LayerNormWeights;
  /** `[width, embeddingWidth]`, no bias */
  readonly projection: Tensor2D;
}

/** The frozen weights of a CLIP, float32. */
export interface ClipWeights {
  readonly text: TextWeights;
  readonly vision: VisionWeights;
  /** ln of the factor on the cosine: ln 100 in the released models. */
  readonly logitScale: Scalar;
}
