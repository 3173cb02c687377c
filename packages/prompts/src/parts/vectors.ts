import { DsraError, type Random } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';

/** The spread that every paper here starts its prompt vectors with (KaiyangZhou/CoOp trainers/coop.py). */
const DEVIATION = 0.02;

/** Fresh prompt vectors, N(0, 0.02²); the caller owns them. */
export function normalVectors(random: Random, shape: readonly number[]): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => DEVIATION * random.normal()),
    [...shape],
  );
}

/** @throws DsraError `badConfig`: numbers of vectors and blocks are whole */
export function checkWhole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new DsraError('badConfig', `${name} must be a whole number from ${least} on, got ${value}`);
}
