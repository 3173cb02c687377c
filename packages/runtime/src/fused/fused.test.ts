import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expectLikeCpu, fastModes, noteMissingBlas } from '../testing/likeCpu';
import { numbers } from '../testing/transformerBlock';
import { useBackend } from '../useBackend';
import { wasmBackend } from '../wasm/wasmBackend';

noteMissingBlas();

type Inputs = Record<string, tf.Tensor>;
type Attributes = Record<string, number | boolean>;

const run = (name: string, inputs: Inputs, attributes: Attributes = {}): tf.Tensor[] => {
  const outputs = tf.engine().runKernel(name, inputs, attributes);
  return Array.isArray(outputs) ? outputs : [outputs];
};

const flat = (tensors: tf.Tensor[]) => tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])));

/** The kernel's results where it is registered, the formula's elsewhere; compared by `expectLikeCpu`. */
async function expectFormula(
  kernel: () => tf.Tensor[],
  formula: () => tf.Tensor[],
  noise?: number,
): Promise<void> {
  await expectLikeCpu(() => flat(tf.getBackend() === 'wasm' ? kernel() : formula()), noise);
}

/** Values and, for these weights of the value, gradients of a formula. */
function valueAndGradients(
  formula: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  dy: tf.Tensor,
) {
  const value = formula(...inputs);
  const gradients = tf.grads((...x: tf.Tensor[]) => tf.sum(tf.mul(formula(...x), dy)))(inputs);
  return [value, ...gradients];
}

const sized = (max: number) => fc.integer({ min: 1, max });

async function check<T>(cases: fc.Arbitrary<T>, property: (value: T) => Promise<void>): Promise<void> {
  await fc.assert(fc.asyncProperty(cases, property), { numRuns: 12 });
}

describe.each(fastModes)('on %s', (mode) => {
  beforeAll(async () => {
    await useBackend(mode);
  });

  test('layer norm', async () => {
    await check(fc.record({ rows: sized(5), width: sized(20) }), async ({ rows, width }) => {
      const x = () => numbers([rows, width]);
      const [gain, bias] = [() => numbers([width], 2), () => numbers([width], 3)];
      const dy = () => numbers([rows, width], 4);
      await expectFormula(
        () => {
          const given = { x: x(), gain: gain(), bias: bias() };
          const [y, stats] = run('FusedLayerNorm', given, { epsilon: 1e-3 }) as [tf.Tensor, tf.Tensor];
          return [y, ...run('FusedLayerNormGrad', { x: x(), gain: gain(), dy: dy(), stats })];
        },
        () => {
          const formula = (input: tf.Tensor) => {
            const { mean, variance } = tf.moments(input, 1, true);
            const standard = tf.div(tf.sub(input, mean), tf.sqrt(tf.add(variance, 1e-3)));
            return tf.add(tf.mul(standard, gain()), bias());
          };
          return valueAndGradients(formula, [x()], dy());
        },
        // A row of one number has variance 0: its gradient is a difference of equal numbers over √0.001.
        2e-5,
      );
    });
  });

  test('QuickGELU, also far out', async () => {
    await check(sized(23), async (size) => {
      const x = () => tf.mul(numbers([size]), size);
      const dy = () => numbers([size], 2);
      await expectFormula(
        () => [...run('FusedQuickGelu', { x: x() }), ...run('FusedQuickGeluGrad', { x: x(), dy: dy() })],
        () => valueAndGradients((input) => tf.mul(input, tf.sigmoid(tf.mul(input, 1.702))), [x()], dy()),
      );
    });
    await tf.setBackend('wasm');
    const [far] = run('FusedQuickGelu', { x: tf.tensor1d([1000, -1000, -50, 0, NaN]) });
    const values = Array.from(await far!.data());
    expect(values[0]).toBe(1000);
    for (const value of values.slice(1, 3)) expect(Math.abs(value)).toBeLessThan(1e-30);
    expect(values.slice(3)).toEqual([0, NaN]);
    far!.dispose();
  });

  test('exact GELU, also far out', async () => {
    const formula = (x: tf.Tensor) => tf.mul(x, tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5));
    await check(sized(23), async (size) => {
      const x = () => tf.mul(numbers([size]), size / 3);
      const dy = () => numbers([size], 2);
      await expectFormula(
        () => [...run('FusedGelu', { x: x() }), ...run('FusedGeluGrad', { x: x(), dy: dy() })],
        () => valueAndGradients(formula, [x()], dy()),
      );
    });
    await tf.setBackend('wasm');
    const far = tf.tensor1d([1000, -1000, -50, 0, NaN]);
    const [y] = run('FusedGelu', { x: far });
    const [dx] = run('FusedGeluGrad', { x: far, dy: tf.onesLike(far) });
    expect(Array.from(await y!.data())).toEqual([1000, -0, -0, 0, NaN]);
    expect(Array.from(await dx!.data())).toEqual([1, 0, 0, 0.5, NaN]);
    tf.dispose([y!, dx!, far]);
  });

  test('the dual-shared adapter', async () => {
    await check(fc.record({ rows: sized(9), width: sized(13), rank: sized(6) }), async (sizes) => {
      const { rows, width, rank } = sizes;
      const [x, dy] = [() => numbers([rows, width]), () => numbers([rows, width], 2)];
      const [m, r] = [() => numbers([width, rank], 3), () => numbers([rank], 4)];
      await expectFormula(
        () => {
          const given = { x: x(), m: m(), r: r() };
          const [y, down] = run('FusedDualShared', given) as [tf.Tensor, tf.Tensor];
          return [y, ...run('FusedDualSharedGrad', { ...given, dy: dy(), down })];
        },
        () => {
          const formula = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
            tf.add(a, tf.matMul(tf.mul(tf.matMul(a, b), c), b, false, true));
          return valueAndGradients(formula, [x(), m(), r()], dy());
        },
        1e-5,
      );
    });
  });

  const attentionCases = fc
    .record({ sequences: sized(3), heads: sized(3), headWidth: sized(6), tokens: sized(7), asking: sized(7) })
    .map(({ asking, ...rest }) => ({ ...rest, queries: Math.min(asking, rest.tokens) }));

  test('attention', async () => {
    await check(attentionCases, async ({ sequences, heads, headWidth, tokens, queries }) => {
      const width = heads * headWidth;
      const rows = () => numbers([sequences * tokens, 3 * width]);
      const dy = () => numbers([sequences * queries, width], 2);
      const seen = Array.from({ length: sequences * tokens }, (_, i) =>
        Array.from(
          { length: sequences * tokens },
          (__, j) => sequenceOf(i, tokens) === sequenceOf(j, tokens),
        ),
      );
      const asked = seen.flatMap((_, i) => (i % tokens < queries ? [i] : []));
      await expectFormula(
        () => {
          const attributes = { sequences, heads, queries };
          const [alone] = run('FusedAttention', { rows: rows() }, { ...attributes, save: false });
          const [y, probabilities] = run('FusedAttention', { rows: rows() }, { ...attributes, save: true });
          const given = { rows: rows(), dy: dy(), probabilities: probabilities! };
          return [alone!, y!, ...run('FusedAttentionGrad', given, attributes)];
        },
        () => {
          const formula = (input: tf.Tensor) => tf.gather(denseAttention(input, heads, seen), asked);
          const [y, gradient] = valueAndGradients(formula, [rows()], dy());
          return [y!, y!, gradient!];
        },
        1e-5,
      );
    });
  });

  const prefixCases = fc.record({
    ...{ groups: sized(2), prefix: fc.integer({ min: 0, max: 4 }), blocks: sized(3), blockLength: sized(5) },
    ...{ heads: sized(2), headWidth: sized(5) },
  });

  test('attention to a shared prefix', async () => {
    await check(prefixCases, async ({ groups, prefix, blocks, blockLength, heads, headWidth }) => {
      const width = heads * headWidth;
      const suffix = blocks * blockLength;
      const n = groups * (prefix + suffix);
      const rows = () => numbers([n, 3 * width]);
      const dy = () => numbers([n, width], 2);
      // Within its block a row sees those up to itself that are an even number of rows away.
      const inBlock = (i: number, j: number) => j <= i && (i - j) % 2 === 0;
      const seen = Array.from({ length: n }, (_, i) =>
        Array.from({ length: n }, (__, j) => {
          const [a, b] = [placeOf(i, groups, prefix, suffix), placeOf(j, groups, prefix, suffix)];
          if (a.group !== b.group) return false;
          if (b.inPrefix) return !a.inPrefix || b.at <= a.at;
          const sameBlock = sequenceOf(a.at, blockLength) === sequenceOf(b.at, blockLength);
          return !a.inPrefix && sameBlock && inBlock(a.at % blockLength, b.at % blockLength);
        }),
      );
      const mask = () => {
        const one = Array.from({ length: blockLength }, (_, i) =>
          Array.from({ length: blockLength }, (__, j) => (inBlock(i, j) ? 0 : -1e9)),
        );
        return tf.tensor3d(Array.from({ length: blocks }, () => one));
      };
      await expectFormula(
        () => {
          const attributes = { groups, prefix, heads };
          const given = { rows: rows(), mask: mask() };
          const [alone] = run('FusedPrefixAttention', given, { ...attributes, save: false });
          const [y, inPrefix, inSuffix] = run('FusedPrefixAttention', given, { ...attributes, save: true });
          const saved = { inPrefix: inPrefix!, inSuffix: inSuffix! };
          return [
            alone!,
            y!,
            ...run('FusedPrefixAttentionGrad', { ...given, ...saved, dy: dy() }, attributes),
          ];
        },
        () => {
          const formula = (input: tf.Tensor) => denseAttention(input, heads, seen);
          const [y, gradient] = valueAndGradients(formula, [rows()], dy());
          return [y!, y!, gradient!];
        },
        1e-5,
      );
    });
  });

  test('kernels leave no memory behind', async () => {
    await useBackend(mode);
    const step = () => {
      tf.dispose(
        tf.tidy(() =>
          run(
            'FusedAttention',
            { rows: numbers([6, 12]) },
            { sequences: 2, heads: 2, queries: 3, save: false },
          ),
        ),
      );
      tf.dispose(
        tf.tidy(() => run('FusedDualShared', { x: numbers([3, 4]), m: numbers([4, 2]), r: numbers([2]) })),
      );
    };
    step();
    const before = wasmBackend()!.numDataIds();
    for (let i = 0; i < 20; i++) step();
    expect(wasmBackend()!.numDataIds()).toBe(before);
  });
});

test('TensorFlow.js as it comes has none of them', async () => {
  await useBackend(fastModes[0]);
  const fast = registered();
  await useBackend('wasm-stock');
  const added = fast.filter((name) => !registered().includes(name));
  const both = (name: string) => [name, `${name}Grad`];
  const formulas = ['Attention', 'DualShared', 'Gelu', 'LayerNorm', 'PrefixAttention', 'QuickGelu'];
  expect(added.sort()).toEqual(formulas.flatMap((name) => both(`Fused${name}`)));
});

const registered = () => tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName);

const sequenceOf = (row: number, length: number) => Math.floor(row / length);

/** Where a row of prefixed rows stands. */
function placeOf(row: number, groups: number, prefix: number, suffix: number) {
  if (row < groups * prefix) return { group: sequenceOf(row, prefix), inPrefix: true, at: row % prefix };
  const at = row - groups * prefix;
  return { group: sequenceOf(at, suffix), inPrefix: false, at: at % suffix };
}

/** Multi-head attention of all rows to those rows that each sees, written as the papers do. */
function denseAttention(rows: tf.Tensor, heads: number, seen: boolean[][]): tf.Tensor {
  const [n, width3] = rows.shape as [number, number];
  const headWidth = width3 / 3 / heads;
  const [q, k, v] = tf
    .split(rows, 3, 1)
    .map((part) => tf.transpose(tf.reshape(part, [n, heads, headWidth]), [1, 0, 2])) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const mask = tf.tensor2d(seen.map((row) => row.map((sees) => (sees ? 0 : -1e9))));
  const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(headWidth)), mask);
  const context = tf.matMul(tf.softmax(scores), v);
  return tf.reshape(tf.transpose(context, [1, 0, 2]), [n, heads * headWidth]);
}
