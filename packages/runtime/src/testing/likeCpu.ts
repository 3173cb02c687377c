import { expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import type { BackendChoice } from '../backendReport';
import { useBackend } from '../useBackend';

const missingBlas = await useBackend('wasm-blas').then(
  () => undefined,
  (error: unknown) => (error as Error).message,
);

/** The wasm backends whose kernels are ours; the one with a BLAS only where there is one. */
export const fastModes: BackendChoice[] = missingBlas ? ['wasm-rerouted'] : ['wasm-rerouted', 'wasm-blas'];

/** Says why the native BLAS is not tested. */
export function noteMissingBlas(): void {
  if (missingBlas) test.skip(`native BLAS: ${missingBlas}`, () => undefined);
}

/** Float32 sums of a few dozen products of numbers near 1, relative to the largest result. */
const NOISE = 2e-6;

interface Numbers {
  readonly shape: number[];
  readonly values: number[];
}

/** What a computation gives on a backend as it is set up; it may leave nothing behind but its result. */
export async function resultOn(backend: 'wasm' | 'cpu', compute: () => tf.Tensor): Promise<Numbers> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const result = tf.tidy(compute);
  expect(tf.memory().numTensors).toBe(before + 1);
  const numbers = { shape: result.shape, values: Array.from(result.dataSync()) };
  result.dispose();
  return numbers;
}

/** The numbers that the `cpu` backend gives, up to noise relative to the largest of them. */
export async function expectLikeCpu(compute: () => tf.Tensor, noise = NOISE): Promise<void> {
  const actual = await resultOn('wasm', compute);
  const expected = await resultOn('cpu', compute);
  expect(actual.shape).toEqual(expected.shape);
  // Not by spreading: a large tensor has more numbers than a call takes arguments.
  const largest = (values: readonly number[], least: number) =>
    values.reduce((a, b) => Math.max(a, b), least);
  const scale = largest(expected.values.map(Math.abs), 1);
  const worst = largest(
    actual.values.map((value, i) => Math.abs(value - expected.values[i]!)),
    0,
  );
  expect(worst / scale).toBeLessThanOrEqual(noise);
}
