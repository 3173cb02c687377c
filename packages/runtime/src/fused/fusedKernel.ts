import type { SimdFunctions } from '../simd/simd';
import type { ThreadPool } from '../threads/threadPool';
import type { HeapProducts } from '../wasm/heapProducts';
import type { AddedKernel } from '../wasm/kernelReplacement';
import type { FusedTasks } from './fusedTasks';

/**
 * A kernel that TensorFlow.js does not have, for a whole formula at once. Its name, inputs and attributes are the contract
 * with whoever calls it where it is registered and composes the same from TensorFlow.js operations where not
 * (docs/architecture.md, "Fused kernels").
 */
export type FusedKernel = AddedKernel;

/** What fused kernels are made of. */
export interface FusedMeans {
  readonly simd: SimdFunctions;
  readonly products: HeapProducts;
  readonly tasks: FusedTasks;
  /** For vector code alone. */
  readonly pool: ThreadPool;
}
