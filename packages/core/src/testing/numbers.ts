import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import fc from 'fast-check';
import type { Linear } from '../linear';

/** A tensor's content before it is one: samples hold no tensors, so that shrinking and failing leak nothing. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** The inputs and outputs of a linear map. */
export interface LinearShape {
  readonly inputs: number;
  readonly outputs: number;
}

/** A linear map with or without a bias. */
export interface LinearNumbers {
  readonly kernel: Numbers;
  readonly bias: Numbers | undefined;
}

export const arbitraryShape: fc.Arbitrary<LinearShape> = fc.record({
  inputs: fc.integer({ min: 1, max: 12 }),
  outputs: fc.integer({ min: 1, max: 12 }),
});

/** Numbers up to one magnitude from 1e-3 to 1e2, zeros among them. */
export function arbitraryNumbers(...shape: number[]): fc.Arbitrary<Numbers> {
  const length = shape.reduce((a, b) => a * b, 1);
  return fc
    .record({
      magnitude: fc.constantFrom(1, 1e-3, 1e-2, 0.1, 10, 100),
      parts: fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: length, maxLength: length }),
    })
    .map(({ magnitude, parts }) => ({ shape, values: parts.map((part) => (part / 1000) * magnitude) }));
}

export function arbitraryLinear({ inputs, outputs }: LinearShape): fc.Arbitrary<LinearNumbers> {
  return fc.record({
    kernel: arbitraryNumbers(inputs, outputs),
    bias: fc.option(arbitraryNumbers(outputs), { nil: undefined }),
  });
}

export function toTensor({ shape, values }: Numbers): Tensor {
  return tf.tensor([...values], [...shape], 'float32');
}

export function toLinear({ kernel, bias }: LinearNumbers): Linear {
  const record = { kernel: toTensor(kernel) as Tensor2D };
  return bias ? { ...record, bias: toTensor(bias) as Tensor1D } : record;
}

export function mapNumbers({ shape, values }: Numbers, change: (value: number) => number): Numbers {
  return { shape, values: values.map(change) };
}

/** Makes named tensors, reads them, and disposes of everything that was made. */
export async function read(make: () => Record<string, Tensor>): Promise<Record<string, number[]>> {
  const made = tf.tidy(make);
  const entries = await Promise.all(
    Object.entries(made).map(async ([name, tensor]) => [name, Array.from(await tensor.data())] as const),
  );
  tf.dispose(made);
  return Object.fromEntries(entries);
}
