import { tidyLinear, withKernel, type Linear, type LinearMap } from './linear';
import { isLinearAdapter, type Adapter, type LinearAdapter } from './linearAdapter';

/** Adapters around each other, the first outermost: the last one meets the linear map. */
export function chain(...adapters: readonly LinearAdapter[]): LinearAdapter;
/** With one adapter that cannot be merged, the chain cannot either. */
export function chain(...adapters: readonly Adapter[]): Adapter;
export function chain(...adapters: readonly Adapter[]): Adapter {
  const apply: Adapter['apply'] = (x, base) =>
    adapters.reduceRight<LinearMap>((inner, adapter) => (rows) => adapter.apply(rows, inner), base)(x);
  if (!adapters.every(isLinearAdapter)) return { apply };
  return linearChain(adapters, apply);
}

function linearChain(adapters: readonly LinearAdapter[], apply: Adapter['apply']): LinearAdapter {
  return { apply, merge: (linear) => mergeAll(adapters, linear) };
}

function mergeAll(adapters: readonly LinearAdapter[], linear: Linear): Linear {
  return tidyLinear(() => {
    const start = withKernel(linear.kernel.clone(), linear.bias);
    return adapters.reduceRight((merged, adapter) => adapter.merge(merged), start);
  });
}
