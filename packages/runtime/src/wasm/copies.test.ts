import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expectLikeCpu, fastModes, noteMissingBlas } from '../testing/likeCpu';
import { numbers } from '../testing/transformerBlock';
import { useBackend } from '../useBackend';

noteMissingBlas();

describe.each(fastModes)('%s', (mode) => {
  beforeAll(() => useBackend(mode));

  test('copies, slices, splits, tiles, transposes and sums as cpu does', async () => {
    const shape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 });
    const seeds = fc.array(fc.nat(), { minLength: 5, maxLength: 5 });
    const law = fc.asyncProperty(
      shape,
      seeds,
      fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const),
      async (dimensions, random, dtype) => {
        const axis = random[0]! % dimensions.length;
        const begin = dimensions.map((n, i) => random[i]! % n);
        const size = dimensions.map((n, i) => 1 + (random[i]! % (n - begin[i]!)));
        const order = dimensions.map((_, i) => i).sort((i, j) => (random[i]! % 7) - (random[j]! % 7));
        const x = () => {
          const scaled = tf.mul(numbers(dimensions), 10);
          return dtype === 'bool' ? tf.greater(scaled, 0) : tf.cast(scaled, dtype);
        };
        // Sums of one sign: where terms cancel, stock sums differ from cpu's, which adds in float64.
        const magnitudes = () => (dtype === 'bool' ? x() : tf.abs(x()));
        const flat = (tensors: tf.Tensor[]) =>
          tf.concat(tensors.map((t) => tf.cast(tf.reshape(t, [-1]), 'float32')));
        await expectLikeCpu(() => tf.slice(x(), begin, size));
        await expectLikeCpu(() => flat(tf.split(x(), dimensions[axis]!, axis)));
        await expectLikeCpu(() =>
          tf.tile(
            x(),
            dimensions.map((_, i) => 1 + (random[i]! % 3)),
          ),
        );
        await expectLikeCpu(() => tf.transpose(x(), order));
        await expectLikeCpu(() => tf.cast(x(), 'float32'));
        await expectLikeCpu(() => tf.clone(x()));
        for (const axes of [undefined, axis, dimensions.map((_, i) => i).slice(0, axis + 1)]) {
          await expectLikeCpu(() => tf.sum(magnitudes(), axes, random[1]! % 2 === 0));
          await expectLikeCpu(() => tf.mean(magnitudes(), axes));
        }
      },
    );
    await fc.assert(law, { numRuns: 25 });
  }, 30_000);

  test('long runs move as short ones do', async () => {
    for (const compute of [
      () => tf.tile(numbers([2, 100]), [3, 2]),
      () => tf.tile(numbers([40, 1]), [1, 50]),
      () => tf.slice(numbers([4, 90, 3]), [1, 20, 0], [2, 60, 3]),
      () => tf.transpose(numbers([2, 3, 4, 2, 50]), [2, 0, 3, 1, 4]),
    ]) {
      await expectLikeCpu(compute, 0);
    }
  });

  test('gathers rows as cpu does and refuses rows that are not there', async () => {
    for (const [rows, axis] of [
      [[2, 0, 2], 0],
      [[[1], [3]], 0],
      [[], 0],
      [[2, 1], 1],
    ] as const) {
      await expectLikeCpu(
        () => tf.gather(numbers([4, 3, 5]), tf.cast(tf.tensor(rows as unknown as number[]), 'int32'), axis),
        0,
      );
    }
    await tf.setBackend('wasm');
    expect(() => tf.tidy(() => tf.gather(numbers([4, 3]), [0, 4]))).toThrow(/4/);
  });

  test('an alias outlives the tensor it was made of', async () => {
    await tf.setBackend('wasm');
    const original = tf.tensor1d([1, 2, 3]);
    const copies = [tf.clone(original), tf.cast(original, 'float32')];
    original.dispose();
    const other = tf.tensor1d([7, 8, 9]);
    for (const copy of copies) expect(Array.from(copy.dataSync())).toEqual([1, 2, 3]);
    tf.dispose([other, ...copies]);
  });
});
