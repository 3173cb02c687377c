import { expect } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { type Recorded, relativeError } from './golden';

/** Compares with recorded tensors and keeps count: what nobody compares is a test that was forgotten. */
export interface Comparison {
  /** Compares if it is recorded. */
  expect(name: string, actual: tf.Tensor, within: number): void;
  /** Whether something is recorded whose name contains this. */
  has(part: string): boolean;
  /** What is recorded and was not compared. */
  left(inputs?: RegExp): string[];
}

export function comparison(tensors: ReadonlyMap<string, Recorded>): Comparison {
  const compared = new Set<string>();
  return {
    expect(name, actual, within) {
      const expected = tensors.get(name);
      if (!expected) return;
      compared.add(name);
      const error = relativeError(actual.dataSync(), expected.values);
      expect(`${name} [${actual.shape}] off by ${error <= within ? 'noise' : error}`).toBe(
        `${name} [${expected.shape}] off by noise`,
      );
    },
    has: (part) => [...tensors.keys()].some((key) => key.includes(part)),
    left: (inputs = /^$/) => [...tensors.keys()].filter((key) => !inputs.test(key) && !compared.has(key)),
  };
}

/** Parameters of a recorded step as a tensor, kernels as `[in, out]`. */
export function asTensor({ shape, values }: Recorded, transposed: boolean): tf.Tensor {
  return tf.tidy(() => {
    const tensor = tf.tensor(values, [...shape]);
    return transposed ? tf.transpose(tensor) : tensor;
  });
}
