import * as tf from '@tensorflow/tfjs';

/** All numbers of several tensors in one vector, in their order. */
export function toVector(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat(tensors.map((tensor) => tf.reshape<tf.Rank.R1>(tensor, [-1])));
}

/** The tensors of these shapes that a vector holds. */
export function fromVector(vector: tf.Tensor1D, shapes: readonly (readonly number[])[]): tf.Tensor[] {
  const sizes = shapes.map((shape) => shape.reduce((product, size) => product * size, 1));
  return tf.split(vector, sizes).map((part, i) => tf.reshape(part, [...shapes[i]!]));
}
