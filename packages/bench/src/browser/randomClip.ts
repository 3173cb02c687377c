import {
  type Clip,
  type ClipConfig,
  type ClipWeights,
  createClip,
  type Preprocessing,
  type TowerConfig,
} from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import { randomTokenizer } from './randomTokenizer';

/** A Clip of this architecture with random weights, made on the spot: no file of 600 MB has to be fetched. */
export function randomClip(config: ClipConfig, name: string): Clip {
  const { text, vision, embeddingWidth } = config;
  const random = tensors();
  const patches = (vision.imageSize / vision.patchSize) ** 2;
  const weights: ClipWeights = {
    text: {
      tokenEmbedding: random([text.vocabularySize, text.width], 0.02),
      positionEmbedding: random([text.contextLength, text.width], 0.01),
      blocks: blocks(text, random),
      finalNorm: norm(text.width),
      projection: random([text.width, embeddingWidth], text.width ** -0.5),
    },
    vision: {
      patchEmbedding: random([3 * vision.patchSize ** 2, vision.width], 0.02),
      classEmbedding: random([vision.width], vision.width ** -0.5),
      positionEmbedding: random([1 + patches, vision.width], vision.width ** -0.5),
      preNorm: norm(vision.width),
      blocks: blocks(vision, random),
      postNorm: norm(vision.width),
      projection: random([vision.width, embeddingWidth], vision.width ** -0.5),
    },
    logitScale: tf.scalar(Math.log(100)),
  };
  const preprocessing: Preprocessing = {
    size: vision.imageSize,
    mean: [0.5, 0.5, 0.5],
    std: [0.25, 0.25, 0.25],
  };
  return createClip({ config, weights, name, preprocessing, tokenizer: randomTokenizer(config) });
}

type Random = <R extends tf.Rank>(shape: tf.ShapeMap[R], deviation: number) => tf.Tensor<R>;

/** Uniform numbers of this deviation by Marsaglia's 32-bit xorshift: 150 million of them are needed. */
function tensors(): Random {
  let state = 0x9e3779b1 | 0;
  return (shape, deviation) => {
    const values = new Float32Array(tf.util.sizeFromShape(shape));
    const scale = (deviation * Math.sqrt(12)) / 2 ** 32;
    for (let i = 0; i < values.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      values[i] = scale * state;
    }
    return tf.tensor(values, shape);
  };
}

const norm = (width: number) => ({
  gain: tf.ones<tf.Rank.R1>([width]),
  bias: tf.zeros<tf.Rank.R1>([width]),
});

function blocks({ width, layers, feedForwardWidth }: TowerConfig, random: Random) {
  const linear = (from: number, to: number, scale = 1) => ({
    kernel: random<tf.Rank.R2>([from, to], scale * from ** -0.5),
    bias: tf.zeros<tf.Rank.R1>([to]),
  });
  const out = (2 * layers) ** -0.5;
  return Array.from({ length: layers }, () => ({
    attentionNorm: norm(width),
    queryKeyValue: linear(width, 3 * width),
    attentionOut: linear(width, width, out),
    feedForwardNorm: norm(width),
    feedForwardIn: linear(width, feedForwardWidth),
    feedForwardOut: linear(feedForwardWidth, width, out),
  }));
}
