import { describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import koffi from 'koffi';
import type { BackendChoice } from '../backendReport';
import { systemBlas } from '../backends/systemBlas';
import type { Blas } from '../blas/blas';
import type { Koffi } from '../blas/cblas';
import { measureSgemmPeak } from '../speed/measureSgemmPeak';
import { fastModes } from '../testing/likeCpu';
import { numbers } from '../testing/transformerBlock';
import { contextOf, useBackend } from '../useBackend';

/** Only a BLAS that several threads may call runs on threads of ours. */
const blas = fastModes.includes('wasm-blas') ? await systemBlas(contextOf({ threads: 3 })) : 'none';
const withBlas = typeof blas !== 'string' && blas.concurrent ? test : test.skip;

type Attributes = Record<string, number | boolean>;

const run = (name: string, inputs: Record<string, tf.Tensor>, attributes: Attributes = {}): tf.Tensor[] => {
  const outputs = tf.engine().runKernel(name, inputs, attributes);
  return Array.isArray(outputs) ? outputs : [outputs];
};

/** Everything that threads take part in, as large as to be worth it, each a list of results. */
const computations: Readonly<Record<string, () => tf.Tensor[]>> = {
  products: () => {
    const [a, b] = [numbers([2, 150, 130]), numbers([2, 130, 170], 2)];
    const flipped = [tf.transpose(a, [0, 2, 1]), tf.transpose(b, [0, 2, 1])] as const;
    return [tf.matMul(a, b), tf.matMul(flipped[0], b, true), tf.matMul(a, flipped[1], false, true)];
  },
  'layer norm': () => {
    const [x, gain, bias, dy] = [
      numbers([403, 500]),
      numbers([500], 2),
      numbers([500], 3),
      numbers([403, 500], 4),
    ];
    const [y, stats] = run('FusedLayerNorm', { x, gain, bias }, { epsilon: 1e-5 }) as [tf.Tensor, tf.Tensor];
    return [y, stats, ...run('FusedLayerNormGrad', { dy, x, stats, gain })];
  },
  'GELU and QuickGELU': () => {
    const [x, dy] = [numbers([301, 307]), numbers([301, 307], 2)];
    return ['FusedGelu', 'FusedQuickGelu'].flatMap((name) => [
      ...run(name, { x }),
      ...run(`${name}Grad`, { dy, x }),
    ]);
  },
  'attention of more heads than are computed at a time': () => {
    const attributes = { sequences: 18, heads: 4, queries: 31 };
    const [rows, dy] = [numbers([558, 192]), numbers([558, 64], 2)];
    const given = { rows };
    const [, probabilities] = run('FusedAttention', given, { ...attributes, save: true });
    const unsaved = run('FusedAttention', given, { ...attributes, save: false });
    return [
      ...unsaved,
      ...run('FusedAttentionGrad', { dy, rows, probabilities: probabilities! }, attributes),
    ];
  },
  attention: () => {
    const attributes = { sequences: 3, heads: 4, queries: 61, save: true };
    const [rows, dy] = [numbers([183, 192]), numbers([183, 64], 2)];
    const [context, probabilities] = run('FusedAttention', { rows }, attributes) as [tf.Tensor, tf.Tensor];
    const unsaved = run('FusedAttention', { rows }, { ...attributes, save: false });
    return [context, ...unsaved, ...run('FusedAttentionGrad', { dy, rows, probabilities }, attributes)];
  },
  'prefix attention': () => {
    const attributes = { groups: 2, prefix: 17, heads: 4, save: true };
    const [blocks, length] = [30, 6];
    const count = 2 * (17 + blocks * length);
    const [rows, dy, mask] = [
      numbers([count, 192]),
      numbers([count, 64], 2),
      tf.zeros([blocks, length, length]),
    ];
    const given = { rows, mask };
    const [context, inPrefix, inSuffix] = run('FusedPrefixAttention', given, attributes) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const unsaved = run('FusedPrefixAttention', given, { ...attributes, save: false });
    const back = run('FusedPrefixAttentionGrad', { dy, ...given, inPrefix, inSuffix }, attributes);
    return [context, ...unsaved, ...back];
  },
  adapter: () => {
    const [x, m, r, dy] = [
      numbers([203, 256]),
      numbers([256, 24], 2),
      numbers([24], 3),
      numbers([203, 256], 4),
    ];
    const [y, down] = run('FusedDualShared', { x, m, r }) as [tf.Tensor, tf.Tensor];
    return [y, ...run('FusedDualSharedGrad', { dy, x, m, r, down })];
  },
};

/** All numbers of a computation, in a mode with so many threads. */
async function numbersOn(
  mode: BackendChoice,
  threads: number,
  compute: () => tf.Tensor[],
): Promise<number[]> {
  const { threads: used } = await useBackend(mode, { threads });
  expect(used).toBe(threads);
  const before = tf.memory().numTensors;
  const all = tf.tidy(() => tf.concat(compute().map((result) => tf.reshape(result, [-1]))));
  const values = [...(await all.data())];
  all.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(values.every(Number.isFinite) && values.some((value) => value !== 0)).toBe(true);
  return values;
}

describe.each(Object.entries(computations))('%s', (_, compute) => {
  test('three threads give what one gives, bit by bit', async () => {
    // Three first: the heap is shared or not from its start on.
    const three = await numbersOn('wasm-rerouted', 3, compute);
    const one = await numbersOn('wasm-rerouted', 1, compute);
    expect(three).toHaveLength(one.length);
    // As one number: Jest compares long lists slowly.
    expect(three.filter((value, i) => value !== one[i])).toHaveLength(0);
  });

  withBlas('three threads that call a BLAS give what one gives, but for rounding', async () => {
    const three = await numbersOn('wasm-blas', 3, compute);
    const one = await numbersOn('wasm-blas', 1, compute);
    expect(three).toHaveLength(one.length);
    // Sums cancel: rounding is that of their terms.
    const largest = one.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const far = (value: number, i: number) => Math.abs(value - one[i]!) > 2e-6 * largest;
    expect(three.filter(far)).toHaveLength(0);
  });
});

withBlas('a BLAS that our threads call is on one thread; asking for its peak leaves it there', async () => {
  const { library, name } = blas as Blas;
  const count = (koffi as Koffi).load(library).func('openblas_get_num_threads', 'int', []);
  await useBackend('wasm-blas', { threads: 3 });
  tf.tidy(() => void tf.matMul(numbers([300, 200]), numbers([200, 300], 2)).dataSync());
  expect(count()).toBe(1);
  const peak = await measureSgemmPeak({ threads: 2 });
  expect(peak).toMatchObject({ library: name, threads: 2 });
  expect(count()).toBe(1);
});
