import type { Linear } from '@dsra/core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';

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

/** All tensors of the weights, in a fixed order. */
export function weightTensors(weights: ClipWeights): Tensor[] {
  return flatten(weights);
}

/** Disposes every tensor of the weights. */
export function disposeWeights(weights: ClipWeights): void {
  for (const tensor of flatten(weights)) tensor.dispose();
}

/** The same record with every tensor replaced. */
export function mapWeights(weights: ClipWeights, change: (tensor: Tensor) => Tensor): ClipWeights {
  return mapNode(weights, change) as ClipWeights;
}

const isTensor = (node: object): node is Tensor => 'dataId' in node;

function flatten(node: object): Tensor[] {
  if (isTensor(node)) return [node];
  return Object.values(node as Record<string, object | undefined>).flatMap((child) =>
    child ? flatten(child) : [],
  );
}

function mapNode(node: object, change: (tensor: Tensor) => Tensor): object {
  if (isTensor(node)) return change(node);
  if (Array.isArray(node)) return node.map((child: object) => mapNode(child, change));
  const children = Object.entries(node as Record<string, object | undefined>).filter(([, child]) => child);
  return Object.fromEntries(children.map(([name, child]) => [name, mapNode(child!, change)]));
}
