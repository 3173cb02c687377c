import { expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { numbers } from '../testing/transformerBlock';
import { useBackend } from '../useBackend';

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

test.each(Object.entries(computations))(
  '%s: three threads give what one gives, bit by bit',
  async (_, compute) => {
    const results: Float32Array[] = [];
    // Three first: the heap is shared or not from its start on.
    for (const threads of [3, 1]) {
      const { threads: used } = await useBackend('wasm-rerouted', { threads });
      expect(used).toBe(threads);
      const before = tf.memory().numTensors;
      const all = tf.tidy(() => tf.concat(compute().map((result) => tf.reshape(result, [-1]))));
      results.push((await all.data()) as Float32Array);
      all.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
    const [three, one] = results as [Float32Array, Float32Array];
    expect(three.every(Number.isFinite) && three.some((value) => value !== 0)).toBe(true);
    expect(three).toHaveLength(one.length);
    // As one number: Jest compares long lists slowly.
    expect(three.filter((value, i) => value !== one[i])).toHaveLength(0);
  },
);
