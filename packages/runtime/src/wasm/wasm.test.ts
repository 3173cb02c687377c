import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import type { BackendChoice } from '../backendReport';
import { blockGradients, numbers } from '../testing/transformerBlock';
import { useBackend } from '../useBackend';
import { guardMemory } from './guardMemory';
import { wasmBackend, wasmHeapBytes, type WasmModule } from './wasmBackend';

const missingBlas = await useBackend('wasm-blas').then(
  () => undefined,
  (error: unknown) => (error as Error).message,
);
const fast: BackendChoice[] = missingBlas ? ['wasm-rerouted'] : ['wasm-rerouted', 'wasm-blas'];
const modes: BackendChoice[] = ['wasm-stock', ...fast];
if (missingBlas) test.skip(`native BLAS: ${missingBlas}`, () => undefined);

/** Float32 sums of a few dozen products of numbers near 1, relative to the largest result. */
const NOISE = 2e-6;

interface Numbers {
  readonly shape: number[];
  readonly values: number[];
}

/** What a computation gives on a backend as it is set up; it may leave nothing behind but its result. */
async function resultOn(backend: 'wasm' | 'cpu', compute: () => tf.Tensor): Promise<Numbers> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const result = tf.tidy(compute);
  expect(tf.memory().numTensors).toBe(before + 1);
  const numbers = { shape: result.shape, values: Array.from(result.dataSync()) };
  result.dispose();
  return numbers;
}

async function expectLikeCpu(compute: () => tf.Tensor, noise = NOISE): Promise<void> {
  const actual = await resultOn('wasm', compute);
  const expected = await resultOn('cpu', compute);
  expect(actual.shape).toEqual(expected.shape);
  const scale = Math.max(1, ...expected.values.map(Math.abs));
  const worst = Math.max(0, ...actual.values.map((value, i) => Math.abs(value - expected.values[i]!)));
  expect(worst / scale).toBeLessThanOrEqual(noise);
}

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

describe.each(fast)('%s', (mode) => {
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
  });

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
  });

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

test.each(modes)('%s gives the gradients of attention and layer norm that cpu gives', async (mode) => {
  await useBackend(mode);
  await expectLikeCpu(blockGradients, 1e-5);
});

test.each(fast)('%s keeps tensors and heap flat over a hundred steps', async (mode) => {
  await useBackend(mode);
  const step = () => {
    tf.dispose(tf.tidy(blockGradients));
    tf.dispose(
      tf.tidy(() =>
        tf.fused.matMul({ a: numbers([9, 8]), b: numbers([8, 5]), bias: numbers([5]), activation: 'elu' }),
      ),
    );
    tf.dispose(tf.tidy(() => tf.tile(tf.clone(numbers([30, 40])), [2, 3])));
  };
  step();
  const counts = () => [
    tf.memory().numTensors,
    tf.memory().numDataBuffers,
    wasmBackend()!.numDataIds(),
    wasmHeapBytes(),
  ];
  const before = counts();
  for (let i = 0; i < 100; i++) step();
  expect(counts()).toEqual(before);
});

test('a full heap is an error that says so, once guarded, however often', () => {
  const allocate = (bytes: number) => (bytes > 8 ? 0 : 4);
  const module = { HEAPU8: new Uint8Array(8), _malloc: allocate } as WasmModule;
  // As Emscripten does: the first call puts the real function in its place.
  module._malloc = (bytes) => {
    module._malloc = allocate;
    return allocate(bytes);
  };
  guardMemory(module);
  guardMemory(module);
  expect([module._malloc(8), module._malloc(0)]).toEqual([4, 4]);
  expect(() => module._malloc(2 ** 21)).toThrow(/WebAssembly heap is full: 2 MB more do not fit \(now 1 MB/);
});
