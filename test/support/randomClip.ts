import { mersenneTwister, type Random } from '@dsra/core';
import { type BlockWeights, type Clip, type ClipConfig, createClip, type TowerConfig } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';

/** Small, with towers of different width, several heads, and nothing at its neutral value. */
export const smallConfig: ClipConfig = {
  embeddingWidth: 6,
  text: {
    width: 8,
    layers: 3,
    heads: 2,
    feedForwardWidth: 20,
    activation: 'quickGelu',
    layerNormEpsilon: 1e-5,
    vocabularySize: 40,
    contextLength: 16,
  },
  vision: {
    width: 12,
    layers: 3,
    heads: 3,
    feedForwardWidth: 24,
    activation: 'gelu',
    layerNormEpsilon: 1e-5,
    imageSize: 8,
    patchSize: 4,
  },
};

/** A tensor of normal numbers. */
export function normalTensor<R extends tf.Rank>(
  random: Random,
  shape: tf.ShapeMap[R],
  scale = 1,
  offset = 0,
): tf.Tensor<R> {
  const values = Float32Array.from(
    { length: tf.util.sizeFromShape(shape) },
    () => offset + scale * random.normal(),
  );
  return tf.tensor(values, shape);
}

/** A Clip with random weights; a prompt's letters are its tokens: 'a' is 1, 'b' is 2 … */
export function randomClip(seed = 1, config = smallConfig): Clip {
  const random = mersenneTwister(seed);
  const norm = (width: number) => ({
    gain: normalTensor<tf.Rank.R1>(random, [width], 0.3, 1),
    bias: normalTensor<tf.Rank.R1>(random, [width], 0.2),
  });
  const linear = (from: number, to: number) => ({
    kernel: normalTensor<tf.Rank.R2>(random, [from, to], 1 / Math.sqrt(from)),
    bias: normalTensor<tf.Rank.R1>(random, [to], 0.2),
  });
  const blocks = ({ width, feedForwardWidth, layers }: TowerConfig) =>
    Array.from(
      { length: layers },
      (): BlockWeights => ({
        attentionNorm: norm(width),
        queryKeyValue: linear(width, 3 * width),
        attentionOut: linear(width, width),
        feedForwardNorm: norm(width),
        feedForwardIn: linear(width, feedForwardWidth),
        feedForwardOut: linear(feedForwardWidth, width),
      }),
    );
  const { text, vision, embeddingWidth } = config;
  const patches = (vision.imageSize / vision.patchSize) ** 2;
  return createClip({
    config,
    name: 'random',
    preprocessing: { size: vision.imageSize, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    tokenizer: {
      encode: (sentence) => [
        text.vocabularySize - 2,
        ...Array.from(sentence, (letter) => 1 + ((letter.codePointAt(0)! - 97) & 31)),
        text.vocabularySize - 1,
      ],
    },
    weights: {
      text: {
        tokenEmbedding: normalTensor(random, [text.vocabularySize, text.width], 0.5),
        positionEmbedding: normalTensor(random, [text.contextLength, text.width], 0.3),
        blocks: blocks(text),
        finalNorm: norm(text.width),
        projection: normalTensor(random, [text.width, embeddingWidth]),
      },
      vision: {
        patchEmbedding: normalTensor(random, [vision.patchSize ** 2 * 3, vision.width], 0.2),
        classEmbedding: normalTensor(random, [vision.width]),
        positionEmbedding: normalTensor(random, [1 + patches, vision.width], 0.3),
        preNorm: norm(vision.width),
        blocks: blocks(vision),
        postNorm: norm(vision.width),
        projection: normalTensor(random, [vision.width, embeddingWidth]),
      },
      logitScale: tf.scalar(Math.log(20)),
    },
  });
}
