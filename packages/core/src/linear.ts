import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';

/** A linear map as a record: `y = x·kernel + bias`, kernel `[in, out]`, bias `[out]`. */
export interface Linear {
  readonly kernel: Tensor2D;
  readonly bias?: Tensor1D;
}
