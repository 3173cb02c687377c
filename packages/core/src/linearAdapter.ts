import type { Tensor2D } from '@tensorflow/tfjs';
import type { Linear, LinearMap } from './linear';

/** Middleware around one linear map; what training runs. Need not be linear. */
export interface Adapter {
  apply(x: Tensor2D, base: LinearMap): Tensor2D;
}

/**
 * An adapter that folds away.
 *
 * LAW: `apply(x, run(linear)) ≡ run(merge(linear))(x)` for every x and every linear map.
 */
export interface LinearAdapter extends Adapter {
  /** What deployment runs: a new linear map, owned by the caller. Mutates and disposes nothing. */
  merge(linear: Linear): Linear;
}

/** Whether this adapter can be merged. */
export function isLinearAdapter(adapter: Adapter): adapter is LinearAdapter {
  return 'merge' in adapter && typeof adapter.merge === 'function';
}

/** The linear map that does what `adapter` around `linear` does: a new one, which the caller disposes of. */
export function mergeIntoLinear(adapter: LinearAdapter, linear: Linear): Linear {
  return adapter.merge(linear);
}
