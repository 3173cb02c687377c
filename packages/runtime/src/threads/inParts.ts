import type { SimdFunctions } from '../simd/simd';
import { type LongPart, partsOf } from './partsOf';
import type { ThreadPool } from './threadPool';

/** Something long whose parts do not depend on each other, in parts of whole grains; `work` is that of one. */
export function inParts(
  pool: ThreadPool,
  { length, grain, work }: { length: number; grain: number; work: number },
  compute: (part: LongPart, simd: SimdFunctions) => void,
): void {
  const threads = pool.threadsFor(length * work);
  const parts = partsOf(length, { threads, grain });
  pool.each(parts.length, length * work, (index, simd) => {
    compute(parts[index]!, simd);
  });
}
