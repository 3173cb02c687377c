import type { ClipConfig, ClipWeights, TowerConfig } from '@dsra/clip';
import type { Random } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { gridPositions } from './gridPositions';
import { patchFilters } from './patchFilters';
import { samplePatches } from './samplePatches';

/** Pictures that the first patch embedding is scaled on. */
const SAMPLE = 150;

/** Untrained weights, scaled as openai/CLIP clip/model.py scales them (`initialize_parameters`). */
export function initialWeights(config: ClipConfig, random: Random): ClipWeights {
  const normal = normals(random);
  const patches = samplePatches(config.vision.patchSize, SAMPLE, random);
  const weights = {
    text: textWeights(config, normal),
    vision: visionWeights(config, normal, patches),
    logitScale: tf.scalar(Math.log(1 / 0.07)),
  };
  patches.dispose();
  return weights;
}

type Normal = (rows: number, columns: number, deviation: number) => tf.Tensor2D;

const normals =
  (random: Random): Normal =>
  (rows, columns, deviation) =>
    tf.tensor2d(
      Float32Array.from({ length: rows * columns }, () => deviation * random.normal()),
      [rows, columns],
    );

function textWeights({ text, embeddingWidth }: ClipConfig, normal: Normal): ClipWeights['text'] {
  return {
    tokenEmbedding: normal(text.vocabularySize, text.width, 0.02),
    positionEmbedding: normal(text.contextLength, text.width, 0.01),
    blocks: blocks(text, normal),
    finalNorm: identityNorm(text.width),
    projection: normal(text.width, embeddingWidth, text.width ** -0.5),
  };
}

function visionWeights(
  { vision, embeddingWidth }: ClipConfig,
  normal: Normal,
  patches: tf.Tensor2D,
): ClipWeights['vision'] {
  const { width, patchSize, imageSize } = vision;
  const side = imageSize / patchSize;
  const scale = width ** -0.5;
  return {
    patchEmbedding: patchFilters(patchSize, width, patches),
    classEmbedding: tf.reshape<tf.Rank.R1>(normal(1, width, scale), [width]),
    positionEmbedding: tf.tensor2d(gridPositions(side, width), [1 + side ** 2, width]),
    preNorm: identityNorm(width),
    blocks: blocks(vision, normal),
    postNorm: identityNorm(width),
    projection: normal(width, embeddingWidth, scale),
  };
}

function blocks({ width, layers, feedForwardWidth }: TowerConfig, normal: Normal) {
  const scale = width ** -0.5;
  const outScale = scale * (2 * layers) ** -0.5;
  return Array.from({ length: layers }, () => ({
    attentionNorm: identityNorm(width),
    queryKeyValue: linear(normal(width, 3 * width, scale)),
    attentionOut: linear(normal(width, width, outScale)),
    feedForwardNorm: identityNorm(width),
    feedForwardIn: linear(normal(width, feedForwardWidth, (2 * width) ** -0.5)),
    feedForwardOut: linear(normal(feedForwardWidth, width, outScale)),
  }));
}

const linear = (kernel: tf.Tensor2D) => ({ kernel, bias: tf.zeros<tf.Rank.R1>([kernel.shape[1]]) });

const identityNorm = (width: number) => ({
  gain: tf.ones<tf.Rank.R1>([width]),
  bias: tf.zeros<tf.Rank.R1>([width]),
});
