/**
 * CLIP's image tower as an ONNX graph, as PyTorch's exporter writes `transformers`' CLIPVisionModelWithProjection for a
 * fixed batch: pixels `[B, 3, H, W]`; a convolution for the patches; queries, keys and values as three maps; every linear
 * map a MatMul and an Add; QuickGELU as Mul, Sigmoid, Mul; every token through every layer, and then the class token's row.
 */
import type { Clip } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import { convolutionKernel, initializerOf, perPicture } from './constants';
import { graphBuilder } from './graphBuilder';
import type { Graph } from './onnxModel';
import { towerBlock } from './towerBlock';
import { layerNorm } from './towerParts';

/** @throws DsraError `badInput` for an activation other than QuickGELU: the released models have no other */
export function visionTower({ config, weights }: Pick<Clip, 'config' | 'weights'>, batch: number): Graph {
  const { patchSize, imageSize, activation, width } = config.vision;
  if (activation !== 'quickGelu')
    throw new DsraError('badInput', `ONNX: no tower with ${activation} is written`);
  const { patchEmbedding, classEmbedding, positionEmbedding, blocks, ...rest } = weights.vision;
  const graph = graphBuilder();
  const patches = (imageSize / patchSize) ** 2;
  const norm = layerNorm(graph, config.vision.layerNormEpsilon);

  const kernel = graph.constant(convolutionKernel(patchEmbedding, patchSize));
  const sides = { ints: [patchSize, patchSize] };
  const convolved = graph.node('Conv', ['pixels', kernel], { kernel_shape: sides, strides: sides });
  const embedded = graph.transpose(graph.reshape(convolved, [batch, width, patches]), [0, 2, 1]);
  const classToken = graph.constant(perPicture('classToken', classEmbedding, batch));
  const tokens = graph.node('Concat', [classToken, embedded], { axis: { int: 1 } });
  const positions = graph.constant(initializerOf('positions', positionEmbedding));
  const input = norm('preNorm', rest.preNorm, graph.node('Add', [tokens, positions]));

  const block = towerBlock(graph, norm, { batch, tokens: 1 + patches, ...config.vision });
  const last = blocks.reduce((x, blockWeights, layer) => block(`block${layer}`, blockWeights, x), input);
  const first = graph.node('Gather', [last, graph.integers([0], [])], { axis: { int: 1 } });
  const projection = graph.constant(initializerOf('projection', rest.projection));
  const output = graph.node('MatMul', [norm('postNorm', rest.postNorm, first), projection]);
  return {
    nodes: graph.nodes,
    initializers: graph.initializers,
    input: { name: 'pixels', shape: [batch, 3, imageSize, imageSize] },
    output: { name: output, shape: [batch, config.embeddingWidth] },
  };
}
