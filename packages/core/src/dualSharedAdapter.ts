import * as tf from '@tensorflow/tfjs';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { DsraError } from './errors';
import { fusedKernel } from './fusedKernel';
import { tidyLinear, withKernel } from './linear';
import type { LinearAdapter } from './linearAdapter';
import { withGradients } from './withGradients';

/**
 * Dual-shared adapter (Yin et al., AAAI 2025, Eq. 13): `A(x) = x + x·M·diag(r)·Mᵀ`, in front of the linear map.
 * M is shared by all layers of one tower; r by both towers at one layer.
 *
 * Merged: `W' = (I + M·diag(r)·Mᵀ)·W`; the bias stays. It reads its two tensors and never disposes of them.
 *
 * @param projection M, `[d, k]`
 * @param coefficients r, `[k]`; all zero changes nothing
 */
export function dualSharedAdapter(projection: Tensor2D, coefficients: Tensor1D): LinearAdapter {
  const [width, rank] = projection.shape;
  if (coefficients.shape[0] !== rank) {
    throw new DsraError(
      'mismatch',
      `M is [${width}, ${rank}], so r must have ${rank} numbers, not ${coefficients.shape[0]}`,
    );
  }
  return {
    apply: (x, base) => tf.tidy(() => base(adapted(x, projection, coefficients))),
    merge: ({ kernel, bias }) =>
      tidyLinear(() => {
        const up = scaledProjection(projection, coefficients, kernel);
        return withKernel(tf.add(kernel, tf.matMul<Tensor2D>(projection, up)), bias);
      }),
  };
}

/** `x + x·M·diag(r)·Mᵀ` */
function adapted(x: Tensor2D, projection: Tensor2D, coefficients: Tensor1D): Tensor2D {
  const fused = fusedKernel('FusedDualShared');
  const fusedGradient = fusedKernel('FusedDualSharedGrad');
  if (!fused || !fusedGradient) {
    const scaled = tf.mul<Tensor2D>(tf.matMul(x, projection), coefficients);
    return tf.add(x, tf.matMul<Tensor2D>(scaled, projection, false, true));
  }
  return withGradients<[Tensor2D, Tensor2D, Tensor1D], Tensor2D>(
    [x, projection, coefficients],
    ([rows, m, r]) => {
      const [y, down] = fused({ x: rows, m, r }) as [Tensor2D, Tensor2D];
      return { value: y, saved: [rows, m, r, down] };
    },
    (dy, saved) => {
      const [rows, m, r, down] = saved as [Tensor2D, Tensor2D, Tensor1D, Tensor2D];
      return fusedGradient({ dy, x: rows, m, r, down }) as [Tensor2D, Tensor2D, Tensor1D];
    },
  );
}

/** `diag(r)·Mᵀ·W`, `[k, out]`: what M is multiplied with to give the change of W. */
export function scaledProjection(projection: Tensor2D, coefficients: Tensor1D, kernel: Tensor2D): Tensor2D {
  if (projection.shape[0] !== kernel.shape[0]) {
    throw new DsraError(
      'mismatch',
      `an adapter for width ${projection.shape[0]} does not fit a linear map with ${kernel.shape[0]} inputs`,
    );
  }
  return tf.tidy(() =>
    tf.mul<Tensor2D>(tf.matMul<Tensor2D>(projection, kernel, true, false), tf.expandDims(coefficients, 1)),
  );
}
