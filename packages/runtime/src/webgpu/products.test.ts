import { expect, test } from '@jest/globals';
import type * as tf from '@tensorflow/tfjs';
import { multiply, type ProductSize } from './products';
import type { Program, Uniform, WebgpuBackend } from './webgpuBackend';

const tensor: tf.TensorInfo = { dataId: {}, shape: [1, 1], dtype: 'float32' };
const matrices = { tensor, steps: [7, 5, 3], row: 2, column: 1 } as const;

/** How many matrices each dispatch has, and where the first of the left ones begins. */
function dispatchesOf(loops: ProductSize['loops']): { count: number; start: number }[] {
  const seen: { count: number; start: number }[] = [];
  const backend = {
    runWebGPUProgram(program: Program, _: unknown, _type: string, uniforms: readonly Uniform[]) {
      const names = [...program.uniforms!.matchAll(/(\w+) :/g)].map(([, name]) => name);
      seen.push({ count: program.dispatch[2], start: uniforms[names.indexOf('a0')]!.data[0]! });
      return tensor;
    },
  } as unknown as WebgpuBackend;
  const size = { rows: 4, columns: 4, inner: 4, loops };
  multiply(backend, size, matrices, matrices, matrices);
  return seen;
}

test('products that a device takes at once are one dispatch, none are none', () => {
  expect(dispatchesOf([3, 4, 5])).toEqual([{ count: 60, start: 0 }]);
  expect(dispatchesOf([3, 0, 5])).toEqual([]);
});

test('more matrices than a device takes at once are cut along the longest loop', () => {
  expect(dispatchesOf([2, 50_000, 1])).toEqual([
    { count: 65_534, start: 0 },
    { count: 34_466, start: 5 * 32_767 },
  ]);
  const many = dispatchesOf([1, 300, 700]);
  expect(many.reduce((sum, { count }) => sum + count, 0)).toBe(210_000);
  for (const { count } of many) expect(count).toBeLessThanOrEqual(65_535);
});
