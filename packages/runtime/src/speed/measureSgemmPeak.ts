import { type BackendOptions } from '../backends/candidate';
import { systemBlas } from '../backends/systemBlas';
import { sgemmSpeed } from '../blas/sgemmSpeed';
import { contextOf } from '../useBackend';

/** Smaller squares do not reach the peak; larger ones take seconds. */
const SIZES = [1024, 1536, 2048];

/** How fast this machine's BLAS can be. */
export interface SgemmPeak {
  /** Billions of floating-point operations a second. */
  readonly gflops: number;
  /** `OpenBLAS 0.3.21` */
  readonly library: string;
  readonly threads: number | undefined;
}

/**
 * The BLAS's own peak: its best over large square products in plain arrays, outside TensorFlow.js.
 * undefined where there is no BLAS. Takes about half a second.
 */
export async function measureSgemmPeak(options: BackendOptions = {}): Promise<SgemmPeak | undefined> {
  const blas = await systemBlas(contextOf(options));
  if (typeof blas === 'string') return undefined;
  const gflops = Math.max(...SIZES.map((size) => sgemmSpeed(blas, size, 3)));
  // Threads of this package may be calling it, each for itself.
  blas.restoreThreads();
  return { gflops, library: blas.name, threads: blas.threads };
}
