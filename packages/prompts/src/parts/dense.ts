import type { Random, Shapes } from '@dsra/core';
import { leafAt, type Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';

/** The shapes of a dense map `x·kernel + bias`. */
export const denseShapes = (path: string, from: number, to: number): Shapes => ({
  [`${path}.kernel`]: [from, to],
  [`${path}.bias`]: [to],
});

/** A leaf of a fresh dense map as torch.nn.Linear draws it: uniform in ±1/√from, the bias too. The caller owns it. */
export function initDense(random: Random, shape: readonly number[], from: number): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const bound = 1 / Math.sqrt(from);
  return tf.tensor(
    Float32Array.from({ length: size }, () => (2 * random.next() - 1) * bound),
    [...shape],
  );
}

/** `x·kernel + bias` of rows. */
export const dense = (params: Params, path: string, x: tf.Tensor): tf.Tensor2D =>
  tf.add(
    tf.matMul(x as tf.Tensor2D, leafAt(params, `${path}.kernel`) as tf.Tensor2D),
    leafAt(params, `${path}.bias`),
  );
