import * as tf from '@tensorflow/tfjs';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';

/** A linear map as a record: `y = x·kernel + bias`, kernel `[in, out]`, bias `[out]`. */
export interface Linear {
  readonly kernel: Tensor2D;
  readonly bias?: Tensor1D;
}

/** A linear map as a function, or whatever else an adapter wraps: rows `[n, in]` → rows `[n, out]`. */
export type LinearMap = (x: Tensor2D) => Tensor2D;

/** The record as a function. The one place that runs linear maps; a fused product would have no gradient on every backend. */
export function runLinear({ kernel, bias }: Linear): LinearMap {
  if (!bias) return (x) => tf.matMul<Tensor2D>(x, kernel);
  return (x) => tf.tidy(() => tf.add<Tensor2D>(tf.matMul(x, kernel), bias));
}

/** Disposes kernel and bias. */
export function disposeLinear({ kernel, bias }: Linear): void {
  kernel.dispose();
  bias?.dispose();
}

/** `tf.tidy` for a linear map: keeps its kernel and bias, disposes what was made on the way. */
export function tidyLinear(make: () => Linear): Linear {
  return tf.tidy(make as unknown as () => tf.TensorContainerObject) as unknown as Linear;
}

/** A new record with this kernel and a copy of the bias. */
export function withKernel(kernel: Tensor2D, bias: Tensor1D | undefined): Linear {
  return bias ? { kernel, bias: tf.clone(bias) } : { kernel };
}
