import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { architectures } from '@dsra/clip';
import { leaves, mersenneTwister, shapesOf } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { relativeError } from '../../../../test/support/golden';
import { normalTensor } from '../../../../test/support/randomClip';
import { roomyConfig } from '../../../../test/support/smallTask';
import { stream } from '../training/stream';
import { contextShift, initMetaNet, metaNetShapes } from './metaNet';

const config = { ...roomyConfig, embeddingWidth: 64 };

beforeAll(async () => {
  await tf.setBackend('wasm');
});
beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

test('in between it is a sixteenth as wide as the feature, and never nothing', () => {
  expect(metaNetShapes(architectures['ViT-B/16'])).toEqual({
    'metaNet.first.kernel': [512, 32],
    'metaNet.first.bias': [32],
    'metaNet.second.kernel': [32, 512],
    'metaNet.second.bias': [512],
  });
  expect(metaNetShapes({ ...config, embeddingWidth: 6 })['metaNet.first.kernel']).toEqual([6, 1]);
});

test('it starts uniform in ±1/√(inputs), the biases too', () => {
  const params = initMetaNet(stream(1, 'init'), config);
  expect(shapesOf(params)).toEqual(metaNetShapes(config));
  for (const [path, tensor] of leaves(params)) {
    const bound = 1 / Math.sqrt(path.includes('first') ? 64 : 4);
    const largest = tf.max(tf.abs(tensor)).dataSync()[0]!;
    expect([path, largest <= bound, largest > 0.4 * bound]).toEqual([path, true, true]);
  }
});

test('linear, ReLU, linear, of the feature’s direction', () => {
  const tiny = { ...config, embeddingWidth: 2 };
  const width = tiny.text.width;
  expect(metaNetShapes(tiny)['metaNet.second.kernel']).toEqual([1, width]);
  const params = {
    metaNet: {
      first: { kernel: tf.tensor2d([[1], [-1]]), bias: tf.tensor1d([0.1]) },
      second: { kernel: tf.fill([1, width], 2), bias: tf.fill([width], 0.5) },
    },
  };
  // (3, 4) has the direction (0.6, 0.8): 0.6 − 0.8 + 0.1 < 0. (4, 3): 0.3.
  const shifts = contextShift(
    params,
    tf.tensor2d([
      [3, 4],
      [4, 3],
    ]),
  ).dataSync();
  expect(relativeError(shifts.slice(0, width), Array<number>(width).fill(0.5))).toBeLessThan(1e-6);
  expect(relativeError(shifts.slice(width), Array<number>(width).fill(2 * 0.3 + 0.5))).toBeLessThan(1e-6);
});

test('the length of a feature does not matter, and each image has its own shift', () => {
  const params = initMetaNet(stream(1, 'init'), config);
  const image = normalTensor<tf.Rank.R2>(mersenneTwister(3), [3, 64]);
  const shifts = contextShift(params, image);
  expect(shifts.shape).toEqual([3, config.text.width]);
  const longer = contextShift(params, tf.mul(image, tf.tensor2d([[1], [10], [0.1]])));
  expect(relativeError(longer.dataSync(), shifts.dataSync())).toBeLessThan(1e-5);
  const alone = contextShift(params, tf.slice(image, [1, 0], [1, -1]));
  expect(relativeError(alone.dataSync(), tf.slice(shifts, [1, 0], [1, -1]).dataSync())).toBeLessThan(1e-6);
});
