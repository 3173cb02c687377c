import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { blockGradients, numbers } from '../testing/transformerBlock';
import { useBackend } from '../useBackend';

const missing = await useBackend('webgpu').then(
  () => undefined,
  (error: unknown) => (error as Error).message,
);

const suite = missing ? describe.skip : describe;

suite(`webgpu${missing ? `: ${missing}` : ''}`, () => {
  beforeAll(() => useBackend('webgpu'));
  afterAll(() => useBackend('cpu'));

  const both = async (compute: () => tf.Tensor): Promise<[number[], number[]]> => {
    const on = async (backend: string) => {
      await tf.setBackend(backend);
      const result = tf.tidy(compute);
      const values = Array.from(await result.data());
      result.dispose();
      return values;
    };
    return [await on('webgpu'), await on('cpu')];
  };

  test.each([
    ['products', () => tf.matMul(numbers([3, 7, 5]), numbers([3, 9, 5], 2), false, true)],
    [
      'sums of more tensors than a shader reads',
      () => tf.addN(Array.from({ length: 30 }, (_, i) => numbers([3, 5], i))),
    ],
    ['the gradients of attention and layer norm', blockGradients],
  ])(
    'gives %s that cpu gives',
    async (_, compute) => {
      const [actual, expected] = await both(compute);
      const scale = Math.max(1, ...expected.map(Math.abs));
      actual.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!) / scale).toBeLessThanOrEqual(1e-5);
      });
    },
    30_000,
  );
});
