import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { chain } from './chain';
import { dualSharedAdapter } from './dualSharedAdapter';
import { isLinearAdapter, type Adapter, type LinearAdapter } from './linearAdapter';
import { dualSharedAsLora, loraAdapter } from './loraAdapter';
import { sum } from './sum';
import { arbitraryDualShared, arbitraryLora, linearAdapterLaws, type AdapterArbitrary } from './testing';

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });

  test.each([
    ...linearAdapterLaws('dual-shared', arbitraryDualShared),
    ...linearAdapterLaws('LoRA', arbitraryLora),
  ])('$name', ({ check }) => check());

  test('a dual-shared adapter is exactly a LoRA of the same rank', () => {
    const [projection, coefficients] = [
      tf.randomNormal<tf.Rank.R2>([6, 2]),
      tf.randomNormal<tf.Rank.R1>([2]),
    ];
    const linear = { kernel: tf.randomNormal<tf.Rank.R2>([6, 4]), bias: tf.randomNormal<tf.Rank.R1>([4]) };
    const factors = dualSharedAsLora(projection, coefficients, linear);
    const expected = dualSharedAdapter(projection, coefficients).merge(linear);
    const found = loraAdapter(factors).merge(linear);
    const difference = tf.max(tf.abs(tf.sub(found.kernel, expected.kernel))).dataSync()[0]!;
    expect(difference).toBeLessThan(1e-5);
    expect(Array.from(found.bias!.dataSync())).toEqual(Array.from(linear.bias.dataSync()));
  });
});

/** A dual-shared adapter with one thing wrong. */
const broken =
  (part: 'apply' | 'merge' | 'gradient' | 'leak' | 'alias'): AdapterArbitrary =>
  (shape) =>
    arbitraryDualShared(shape).map((sample) => ({
      ...sample,
      build: (leaves) => {
        const sound = sample.build(leaves);
        const defects: Record<typeof part, Partial<LinearAdapter>> = {
          apply: { apply: (x, base) => sound.apply(tf.mul<tf.Tensor2D>(x, 1.001), base) },
          merge: {
            merge: ({ kernel, bias }) => ({
              ...sound.merge({ kernel }),
              ...(bias && { bias: tf.neg(bias) }),
            }),
          },
          gradient: { apply: (x, base) => base(tf.add(x, tf.zerosLike(x))) },
          leak: {
            merge: (linear) => ({ ...sound.merge(linear), kernel: tf.keep(sound.merge(linear).kernel) }),
          },
          alias: {
            merge: ({ kernel, bias }) =>
              bias ? { ...sound.merge({ kernel }), bias } : sound.merge({ kernel }),
          },
        };
        return { ...sound, ...defects[part] };
      },
    }));

test.each([
  ['apply', 'what is applied is what is merged'],
  ['merge', 'what is applied is what is merged'],
  ['apply', 'a fresh one changes nothing'],
  ['gradient', 'gradients are finite and reach every leaf'],
  ['alias', 'merging leaves the linear map and the parameters as they are'],
  ['leak', 'what is applied is what is merged'],
  ['merge', 'chains with others are applied as they are merged'],
  ['merge', 'weighted sums with others are applied as they are merged'],
] as const)('an adapter with a defect in %s breaks the law: %s', async (part, name) => {
  const law = linearAdapterLaws('broken', broken(part)).find((each) => each.name === `broken: ${name}`);
  await expect(law!.check()).rejects.toThrow('Property failed');
});

test('the first of a chain is the outermost', () => {
  const seen: string[] = [];
  const named = (name: string): Adapter => ({
    apply: (x, base) => {
      seen.push(name);
      return base(x);
    },
  });
  const x = tf.ones<tf.Rank.R2>([1, 1]);
  chain(named('outer'), named('inner')).apply(x, (rows) => rows);
  expect(seen).toEqual(['outer', 'inner']);
});

test('a chain with an adapter that cannot be merged cannot be merged', () => {
  const bottleneck: Adapter = { apply: (x, base) => base(tf.relu(x)) };
  const lora = loraAdapter({ A: tf.ones([2, 1]), B: tf.ones([1, 2]) });
  expect(isLinearAdapter(chain(lora, lora))).toBe(true);
  expect(isLinearAdapter(chain(lora, bottleneck))).toBe(false);
  // @ts-expect-error: the types refuse it too.
  const refused: LinearAdapter = chain(lora, bottleneck);
  expect('merge' in refused).toBe(false);
});

test('half of each of two adapters is half of each change, not an adapter of halved parameters', () => {
  const linear = { kernel: tf.tensor2d([[1]]) };
  const by = (m: number) => dualSharedAdapter(tf.tensor2d([[m]]), tf.tensor1d([1]));
  const merged = sum([
    { adapter: by(2), weight: 0.5 },
    { adapter: by(4), weight: 0.5 },
  ]).merge(linear);
  // 1 + (2² + 4²) / 2, where the halved parameters would give 1 + 3².
  expect(merged.kernel.dataSync()[0]).toBe(11);
});

test('adapters that do not fit say so', () => {
  const linear = { kernel: tf.ones<tf.Rank.R2>([3, 4]) };
  const M = tf.ones<tf.Rank.R2>([2, 1]);
  expect(() => dualSharedAdapter(M, tf.ones([2]))).toThrow('M is [2, 1], so r must have 1 numbers, not 2');
  expect(() => dualSharedAdapter(M, tf.ones([1])).merge(linear)).toThrow(
    'width 2 does not fit a linear map with 3 inputs',
  );
  expect(() => loraAdapter({ A: M, B: tf.ones([2, 4]) })).toThrow(
    'factors do not fit: A is [2, 1], B is [2, 4]',
  );
  const B = tf.ones<tf.Rank.R2>([1, 2]);
  expect(() => loraAdapter({ A: M, B, columns: { start: 0, size: 3 } })).toThrow('change 3 columns');
  const A = tf.ones<tf.Rank.R2>([3, 1]);
  expect(() => loraAdapter({ A, B }).merge(linear)).toThrow(
    'columns 0 to 2 does not fit a linear map with 4 outputs',
  );
  expect(() => loraAdapter({ A, B, columns: { start: 3, size: 2 } }).merge(linear)).toThrow('columns 3 to 5');
});
