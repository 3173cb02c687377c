import { DsraError, disposeParams, mapParams, type Params, weightedSum } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Method } from '../method';

/** Each epoch's share of the final parameters; they add to one. Nothing for a method without an average. */
export function epochShares(method: Method, epochs: number): readonly number[] | undefined {
  const weights = Array.from({ length: epochs }, (_, epoch) => method.average?.(epoch, epochs) ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (method.average && !(total > 0 && Number.isFinite(total))) {
    throw new DsraError(
      'badConfig',
      `the weights of the epochs in the average add to ${total}: they must be numbers above 0`,
    );
  }
  return method.average && weights.map((weight) => weight / total);
}

/** sum + share·params, as a new tree; disposes the old sum. */
export function addShare(sum: Params | undefined, params: Params, share: number): Params {
  if (!sum) return tf.tidy(() => mapParams(params, (tensor) => tf.mul(tensor, share)));
  const next = weightedSum([sum, params], [1, share]);
  disposeParams(sum);
  return next;
}
