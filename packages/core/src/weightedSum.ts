import * as tf from '@tensorflow/tfjs';
import { treeDifferences } from './differences';
import { DsraError } from './errors';
import { leaves, mapParams, type Params } from './params';

/**
 * Σ weights[i]·trees[i], leaf by leaf, as a new tree that the caller disposes of: averages, interpolations, differences.
 * @throws DsraError `mismatch` with the full list of differences when the trees differ in a name or a shape,
 *   `badInput` when there are no trees or not one weight for each.
 */
export function weightedSum(trees: readonly Params[], weights: readonly number[]): Params {
  const [first, ...rest] = trees;
  if (!first || trees.length !== weights.length) {
    throw new DsraError(
      'badInput',
      `a weighted sum needs one weight per tree, got ${trees.length} trees, ${weights.length} weights`,
    );
  }
  const differences = rest.flatMap((tree, i) =>
    treeDifferences(shapesOf(tree), shapesOf(first)).map((line) => `tree ${i + 1}: ${line}`),
  );
  if (differences.length > 0) {
    throw new DsraError('mismatch', `these trees of parameters cannot be added: ${differences.join('; ')}`);
  }
  const leafMaps = trees.map((tree) => new Map(leaves(tree)));
  return mapParams(first, (_, path) =>
    tf.tidy(() => {
      const parts = leafMaps.map((map, i) => tf.mul(map.get(path)!, weights[i]!));
      // Not `tf.addN`: on webgpu it is garbage for more tensors than a shader may bind.
      return parts.reduce((sum, part) => tf.add(sum, part));
    }),
  );
}

/** The shape of every leaf by its path. */
export function shapesOf(params: Params): Record<string, number[]> {
  return Object.fromEntries(leaves(params).map(([path, tensor]) => [path, tensor.shape]));
}
