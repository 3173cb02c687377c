import { withGradients } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';

/** x + y of one shape. Unlike `tf.add` it keeps neither for the gradient: two copies of the rows less per block. */
export function residual(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  return withGradients<[tf.Tensor2D, tf.Tensor2D], tf.Tensor2D>(
    [x, y],
    ([a, b]) => ({ value: tf.add(a, b) }),
    (dy) => [tf.clone(dy), tf.clone(dy)],
  );
}
