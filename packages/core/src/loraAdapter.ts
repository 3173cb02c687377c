import * as tf from '@tensorflow/tfjs';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { scaledProjection } from './dualSharedAdapter';
import { DsraError } from './errors';
import { tidyLinear, withKernel, type Linear } from './linear';
import type { LinearAdapter } from './linearAdapter';

/** The two factors of a low-rank change, for row vectors: `x·A·B`. PEFT stores them transposed (see {@link dualSharedAsLora}). */
export interface LoraFactors {
  /** `[in, rank]` */
  readonly A: Tensor2D;
  /** `[rank, out]`; all zero changes nothing */
  readonly B: Tensor2D;
}

/** A block of output columns: one map within a fused one. */
export interface Columns {
  readonly start: number;
  readonly size: number;
}

export interface LoraOptions extends LoraFactors {
  /** On the change; usually alpha / rank. */
  readonly scale?: number;
  /** The columns that `B` writes to, when the map is several maps in one (q·k·v). Default: all. */
  readonly columns?: Columns;
}

/**
 * LoRA (Hu et al., 2022): `y = base(x) + scale·x·A·B`, behind the linear map. Merged: `W' = W + scale·A·B`.
 * It reads its two tensors and never disposes of them.
 */
export function loraAdapter({ A, B, scale = 1, columns }: LoraOptions): LinearAdapter {
  checkFactors(A, B, columns);
  return {
    apply: (x, base) =>
      tf.tidy(() => {
        const y = base(x);
        const inner = tf.mul<Tensor2D>(tf.matMul(x, A), scale);
        return tf.add<Tensor2D>(y, place(tf.matMul(inner, B), columns, y.shape[1]));
      }),
    merge: ({ kernel, bias }) =>
      tidyLinear(() => {
        if (kernel.shape[0] !== A.shape[0]) {
          throw new DsraError(
            'mismatch',
            `a LoRA for width ${A.shape[0]} does not fit a linear map with ${kernel.shape[0]} inputs`,
          );
        }
        const change = place(tf.mul<Tensor2D>(tf.matMul(A, B), scale), columns, kernel.shape[1]);
        return withKernel(tf.add(kernel, change), bias);
      }),
  };
}

function checkFactors(A: Tensor2D, B: Tensor2D, columns: Columns | undefined): void {
  const found = `A is [${A.shape.join(', ')}], B is [${B.shape.join(', ')}]`;
  if (A.shape[1] !== B.shape[0]) throw new DsraError('mismatch', `LoRA's factors do not fit: ${found}`);
  if (columns && columns.size !== B.shape[1]) {
    throw new DsraError('mismatch', `LoRA is to change ${columns.size} columns, but ${found}`);
  }
}

/** The change, with zero columns left and right of its block. */
function place(change: Tensor2D, columns: Columns | undefined, outputs: number): Tensor2D {
  const { start, size } = columns ?? { start: 0, size: change.shape[1] };
  const right = outputs - start - size;
  if (!(start >= 0 && right >= 0) || (!columns && right !== 0)) {
    throw new DsraError(
      'mismatch',
      `LoRA for columns ${start} to ${start + size} does not fit a linear map with ${outputs} outputs`,
    );
  }
  return start === 0 && right === 0
    ? change
    : tf.pad(change, [
        [0, 0],
        [start, right],
      ]);
}

/**
 * A dual-shared adapter at one linear map as exact LoRA factors of the same rank: `A = M`, `B = diag(r)·Mᵀ·W`.
 * New tensors, disposed of by the caller. For PEFT write `lora_A.weight = Aᵀ` `[rank, in]`, `lora_B.weight = Bᵀ` `[out, rank]`,
 * with `lora_alpha` equal to the rank.
 */
export function dualSharedAsLora(projection: Tensor2D, coefficients: Tensor1D, linear: Linear): LoraFactors {
  return { A: tf.clone(projection), B: scaledProjection(projection, coefficients, linear.kernel) };
}
