import { leaves, type Params, valuesAndGradients } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { chunksOf, type Tower } from './towers';

/** Gradients of what is learned, and of the images' features that a tower read. */
export interface ThroughChunks {
  readonly learned: tf.Tensor[];
  readonly images?: tf.Tensor;
}

/**
 * What the rows of a tower that ran in chunks contribute to each of several objectives, given the gradient of its features
 * for each: every chunk runs once more, for all objectives.
 *
 * @param images features that the tower reads
 */
export function gradientsThroughChunks(
  tower: Tower,
  params: Params,
  dFeatures: readonly tf.Tensor[],
  images?: tf.Tensor2D,
): ThroughChunks[] {
  const xs = [...leaves(params).map(([, tensor]) => tensor), ...(images ? [images] : [])];
  const sums = chunksOf(tower).reduce<tf.Tensor[][]>((before, { begin, size }) => {
    const after = tf.tidy(() => {
      const encode = () => {
        const features: tf.Tensor = tower.encode(params, begin, size, images);
        return dFeatures.map(() => features);
      };
      const dys = dFeatures.map((all) => rowsOf(all, begin, size));
      const found = valuesAndGradients(encode, xs, dys);
      return found.map(({ gradients }, i) => (before[i] ? addAll(before[i], gradients) : gradients));
    });
    tf.dispose(before);
    return after;
  }, []);
  return sums.map((sum) => (images ? { learned: sum.slice(0, -1), images: sum.at(-1)! } : { learned: sum }));
}

/** Sums of tensors at the same place. */
export const addAll = (some: tf.Tensor[], others: tf.Tensor[]): tf.Tensor[] =>
  some.map((one, i) => tf.add(one, others[i]!));

/** Some rows of `[rows, e]` or `[images, rows, e]`. */
function rowsOf(features: tf.Tensor, begin: number, size: number): tf.Tensor {
  const axis = features.rank - 2;
  const along = (value: number, others: number) =>
    features.shape.map((_, i) => (i === axis ? value : others));
  return tf.slice(features, along(begin, 0), along(size, -1));
}
