import { type HeapProducts, multiplyBy } from '../wasm/heapProducts';
import type { SimdFunctions } from '../simd/simd';
import type { ThreadPool } from '../threads/threadPool';

/** Tasks of products and vector code that do not depend on each other, such as the heads of an attention. */
export interface FusedTasks {
  /** So many of them may run at the same time, each with memory of its own to work in. */
  slots(count: number): number;
  /**
   * @param work multiplications in all
   * @param task is told which memory is its own, from 0 on
   */
  each(
    count: number,
    work: number,
    task: (index: number, multiply: HeapProducts['multiply'], simd: SimdFunctions, slot: number) => void,
  ): void;
}

/** A task's products are not divided: there are tasks enough for all threads. */
export function fusedTasks(pool: ThreadPool): FusedTasks {
  // Enough for all threads; the heads of a thousand prompts would need hundreds of megabytes.
  const most = pool.threads === 1 ? 1 : Math.max(64, 2 * pool.threads);
  return {
    slots: (count) => Math.min(count, most),
    each: (count, work, task) => {
      for (let from = 0; from < count; from += most) {
        const some = Math.min(most, count - from);
        pool.each(some, (work * some) / count, (slot, simd) => {
          task(from + slot, multiplyBy(simd), simd, slot);
        });
      }
    },
  };
}
