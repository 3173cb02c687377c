import { describe, expect, test } from '@jest/globals';
import { valueAndGradients } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { repeatRows } from './repeatRows';

describe.each(['cpu', 'wasm'])('repeated rows on %s', (backend) => {
  test('the whole again and again; the gradient is the sum over the repeats', async () => {
    await tf.setBackend(backend);
    tf.tidy(() => {
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      const dy = tf.range(0, 18).reshape([6, 3]);
      const { value, gradients } = valueAndGradients(() => repeatRows(x, 3), [x], dy);
      expect(value.arraySync()).toEqual([1, 2, 3].flatMap(() => x.arraySync()));
      expect(gradients[0]!.arraySync()).toEqual(tf.sum(tf.reshape(dy, [3, 2, 3]), 0).arraySync());
      expect(repeatRows(x, 1)).toBe(x);
    });
  });

  test('of many rows take the memory of the result', async () => {
    await tf.setBackend(backend);
    const x = tf.ones<tf.Rank.R2>([4000, 4]);
    const before = tf.memory();
    tf.engine().startScope();
    for (const times of [1, 2]) repeatRows(x, times);
    expect(tf.memory().numBytes - before.numBytes).toBeLessThan(6 * 4 * x.size);
    tf.engine().endScope();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    x.dispose();
  });
});
