import { expect, test } from '@jest/globals';
import { valueAndGradients } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { layoutFor } from './textTower';
import { writeTextVectors } from './textVectors';

/** Every prompt with vectors of its own behind the start token. */
function perClass(classes: number, count: number, width: number) {
  const prompts = Array.from({ length: classes }, (_, i) => [
    98,
    ...Array<number>(count).fill(1),
    i % 90,
    99,
  ]);
  const vectors = tf.randomNormal<tf.Rank.R3>([classes, count, width], 0, 1, 'float32', 1);
  const insertion = { layer: 0, at: 1, vectors };
  const layout = layoutFor(prompts, { vectors: [insertion] });
  return { insertion, layout, x: tf.zeros<tf.Rank.R2>([layout.ids.length, width]) };
}

test('vectors of many classes take memory in proportion to the rows, also for the gradient', async () => {
  await tf.setBackend('wasm');
  const { insertion, layout, x } = perClass(1000, 4, 8);
  const before = tf.memory();
  let held = 0;
  const { value, gradients } = valueAndGradients(() => {
    const rows = writeTextVectors(x, insertion, layout);
    held = tf.memory().numBytes - before.numBytes;
    return rows;
  }, [insertion.vectors]);
  expect(held).toBeLessThan(8 * 4 * x.size);
  const [rows, own] = [value.arraySync(), insertion.vectors.arraySync()];
  own.forEach((vectors, prompt) => {
    vectors.forEach((vector, i) => {
      expect(rows[layout.rowOf(prompt, 1 + i, 0)]).toEqual(vector);
    });
  });
  expect(gradients[0]!.dataSync().every((it) => it === 1)).toBe(true);
  tf.dispose([value, gradients]);
  expect(tf.memory().numTensors).toBe(before.numTensors);
  tf.dispose([x, insertion.vectors]);
});
