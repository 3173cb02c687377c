import * as tf from '@tensorflow/tfjs';

/** The few elementwise operations that update rules are made of. */
export interface Arithmetic<T> {
  add(a: T, b: T): T;
  subtract(a: T, b: T): T;
  multiply(a: T, b: T): T;
  divide(a: T, b: T): T;
  scale(a: T, factor: number): T;
  shift(a: T, amount: number): T;
  squareRoot(a: T): T;
}

/** On tensors of one shape; the caller tidies. */
export const tensorArithmetic: Arithmetic<tf.Tensor1D> = {
  add: (a, b) => tf.add(a, b),
  subtract: (a, b) => tf.sub(a, b),
  multiply: (a, b) => tf.mul(a, b),
  divide: (a, b) => tf.div(a, b),
  scale: (a, factor) => tf.mul(a, factor),
  shift: (a, amount) => tf.add(a, amount),
  squareRoot: (a) => tf.sqrt(a),
};
