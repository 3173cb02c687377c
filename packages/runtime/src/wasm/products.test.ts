import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expectLikeCpu, fastModes, noteMissingBlas, resultOn } from '../testing/likeCpu';
import { numbers } from '../testing/transformerBlock';
import { useBackend } from '../useBackend';

noteMissingBlas();

const dimension = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 40 }));
const batches = fc.constantFrom<[number[], number[]]>(
  [[], []],
  [[1], [1]],
  [[3], [3]],
  [[3], [1]],
  [[1], [3]],
  [
    [2, 3],
    [2, 3],
  ],
  [[4], []],
  [[], [4]],
  [
    [2, 2],
    [1, 1],
  ],
);

describe.each(fastModes)('%s', (mode) => {
  beforeAll(() => useBackend(mode));

  test('multiplies every transpose, batch and size as cpu does', async () => {
    const product = fc.record({
      rows: dimension,
      inner: dimension,
      columns: dimension,
      batches,
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
    });
    const law = fc.asyncProperty(
      product,
      async ({ rows, inner, columns, batches: [batchA, batchB], transposeA, transposeB }) => {
        await expectLikeCpu(() => {
          const a = numbers([...batchA, ...(transposeA ? [inner, rows] : [rows, inner])], 1);
          const b = numbers([...batchB, ...(transposeB ? [columns, inner] : [inner, columns])], 2);
          return tf.matMul(a, b, transposeA, transposeB);
        });
      },
    );
    await fc.assert(law, { numRuns: 100 });
  }, 30_000);

  test.each([
    [
      [2, 1],
      [1, 3],
    ],
    [[2, 3], [3]],
    [[3], [2, 1]],
  ])('broadcasts batches %j and %j', async (batchA, batchB) => {
    const [a, b] = [
      [...batchA, 4, 5],
      [...batchB, 5, 6],
    ];
    const broadcast = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
    const actual = await resultOn('wasm', () => tf.matMul(numbers(a), numbers(b, 2)));
    const written = () =>
      tf.matMul(
        tf.broadcastTo(numbers(a), [...broadcast, 4, 5]),
        tf.broadcastTo(numbers(b, 2), [...broadcast, 5, 6]),
      );
    expect(actual).toEqual(await resultOn('wasm', written));
  });

  test('gives the same product whatever shape the right side was multiplied under before', async () => {
    await expectLikeCpu(() => {
      const b = numbers<tf.Rank.R2>([4, 16]);
      const before = tf.matMul(numbers([3, 4]), b);
      return tf.concat([before, tf.tile(tf.matMul(numbers([3, 16]), tf.reshape(b, [16, 4])), [1, 4])]);
    });
  });

  test.each(['linear', 'relu', 'relu6', 'prelu', 'leakyrelu', 'elu', 'sigmoid'] as const)(
    'fuses a bias and %s into a product',
    async (activation) => {
      for (const [batch, transposeB] of [
        [[], false],
        [[2], true],
      ] as const) {
        await expectLikeCpu(() =>
          tf.fused.matMul({
            a: numbers([...batch, 7, 5]),
            b: numbers([...batch, ...(transposeB ? [6, 5] : [5, 6])], 2),
            transposeB,
            bias: numbers([6], 3),
            activation,
            leakyreluAlpha: 0.3,
            ...(activation === 'prelu' ? { preluActivationWeights: numbers([6], 4) } : {}),
          }),
        );
      }
    },
  );

  test('refuses operands that do not fit', async () => {
    await tf.setBackend('wasm');
    const before = tf.memory().numTensors;
    expect(() => tf.tidy(() => tf.matMul(numbers([2, 3]), numbers([4, 5])))).toThrow(
      /inner shapes \(3\) and \(4\)/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
