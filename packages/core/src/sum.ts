import * as tf from '@tensorflow/tfjs';
import type { Tensor1D } from '@tensorflow/tfjs';
import { tidyLinear, type Linear } from './linear';
import type { LinearAdapter } from './linearAdapter';

/** An adapter and how much of its change is wanted: 1 all of it, 0 none, -1 its opposite. */
export interface WeightedAdapter {
  readonly adapter: LinearAdapter;
  readonly weight: number;
}

/**
 * The exact weighted sum of adapters' changes, as one adapter: `base(x) + Σ w·(a(x) - base(x))`.
 *
 * Exact also where adding up parameters is not: half of each of two LoRAs is not the LoRA of the halved factors.
 */
export function sum(terms: readonly WeightedAdapter[]): LinearAdapter {
  return {
    apply: (x, base) =>
      tf.tidy(() => {
        const plain = base(x);
        return mix(plain, terms, (adapter) => adapter.apply(x, base));
      }),
    merge: (linear) => tidyLinear(() => mergeSum(terms, linear)),
  };
}

function mix<T extends tf.Tensor>(
  plain: T,
  terms: readonly WeightedAdapter[],
  changed: (adapter: LinearAdapter) => T,
): T {
  return terms.reduce(
    (total, { adapter, weight }) => tf.add<T>(total, tf.mul(tf.sub(changed(adapter), plain), weight)),
    plain.clone(),
  );
}

function mergeSum(terms: readonly WeightedAdapter[], linear: Linear): Linear {
  const merged = new Map(terms.map(({ adapter }) => [adapter, adapter.merge(linear)]));
  const kernel = mix(linear.kernel, terms, (adapter) => merged.get(adapter)!.kernel);
  if (!linear.bias && ![...merged.values()].some(({ bias }) => bias)) return { kernel };
  const none = tf.zeros<tf.Rank.R1>([kernel.shape[1]]);
  const bias = mix<Tensor1D>(linear.bias ?? none, terms, (adapter) => merged.get(adapter)!.bias ?? none);
  return { kernel, bias };
}
