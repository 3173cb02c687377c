import type { Tensor } from '@tensorflow/tfjs';

/**
 * Everything learned is one plain tree of tensors; a leaf's name is its path (`coefficients.3`).
 * Shared means one leaf with several readers: a tensor stored twice would become two parameters.
 */
export interface Params {
  readonly [name: string]: Tensor | Params;
}
