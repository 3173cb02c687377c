import { type HeapProducts, multiplyBy } from '../wasm/heapProducts';
import type { SimdFunctions } from '../simd/simd';
import type { ThreadPool } from '../threads/threadPool';

/** Tasks of products and vector code that do not depend on each other, such as the heads of an attention. */
export interface FusedTasks {
  /** They may run at the same time: each needs memory of its own to work in. */
  readonly together: boolean;
  /** @param work multiplications in all */
  each(
    count: number,
    work: number,
    task: (index: number, multiply: HeapProducts['multiply'], simd: SimdFunctions) => void,
  ): void;
}

/** A task's products are not divided: there are tasks enough for all threads. */
export const fusedTasks = (pool: ThreadPool): FusedTasks => ({
  together: pool.threads > 1,
  each: (count, work, task) => {
    pool.each(count, work, (index, simd) => {
      task(index, multiplyBy(simd), simd);
    });
  },
});
