import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeSafetensors, toFloat32 } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';

/** The recorded numbers; `DSRA_GOLDEN=<folder>` names another folder of the same form. */
export const goldenFolder = process.env.DSRA_GOLDEN ?? 'test/golden';

/** Recorded values of one tensor. */
export interface Recorded {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Whether the folder has this file: a folder may hold some of the methods alone. */
export const isRecorded = (path: string): boolean => existsSync(join(goldenFolder, path));

export function goldenJson(path: string): unknown {
  return JSON.parse(readFileSync(join(goldenFolder, path), 'utf8'));
}

/** All tensors of a recorded file as float32. */
export function goldenTensors(path: string): ReadonlyMap<string, Recorded> {
  const { tensors } = decodeSafetensors(readFileSync(join(goldenFolder, path)), path);
  return new Map(
    [...tensors].map(([name, stored]) => [name, { shape: stored.shape, values: toFloat32(stored) }]),
  );
}

/** Rows of the recorded image pool as pixels `[B, H, W, 3]`; the file holds `[B, 3, H, W]`. */
export function goldenPixels(indices: readonly number[]): tf.Tensor4D {
  const { shape, values } = goldenTensors('data.safetensors').get('images')!;
  return tf.tidy(() => {
    const all = tf.tensor4d(values, shape as [number, number, number, number]);
    return tf.transpose(tf.gather(all, tf.tensor1d([...indices], 'int32')), [0, 2, 3, 1]);
  });
}

/** `max|a − b| ÷ max|b|`, the measure that the tolerances of the recorded numbers are given in. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let magnitude = 0;
  for (let i = 0; i < expected.length; i++) {
    if (!Number.isFinite(actual[i]!)) return Infinity;
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    magnitude = Math.max(magnitude, Math.abs(expected[i]!));
  }
  return difference === 0 ? 0 : difference / magnitude;
}

/** The tolerances of `test/golden/README.md`. They are not widened. */
export const tolerance = {
  features: 2e-5,
  lossTerms: 5e-5,
  firstGradients: 1e-4,
  afterUpdates: 5e-4,
  mergedWeights: 5e-6,
} as const;
