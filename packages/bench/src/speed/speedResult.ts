import type { SgemmPeak } from '@dsra/runtime';
import type { PyTorchComparison } from './comparePyTorch';
import type { SpeedMode } from './speedModes';

/** Times of one workload in one mode. */
export interface Timing {
  readonly workload: string;
  readonly mode: SpeedMode;
  readonly milliseconds: readonly number[];
  readonly median: number;
  readonly picturesPerSecond: number;
  /** Useful operations a second, in billions; undefined where they are not counted. */
  readonly gflops: number | undefined;
  /** Of the BLAS's own peak; undefined where there is no BLAS. */
  readonly shareOfPeak: number | undefined;
}

/** What one run of the benchmark found. */
export interface SpeedResult {
  readonly model: string;
  readonly processor: string;
  readonly cores: number;
  readonly sgemmPeak: SgemmPeak | undefined;
  readonly timings: readonly Timing[];
  /** Why a mode was left out. */
  readonly skipped: Readonly<Partial<Record<SpeedMode, string>>>;
  /** The WASM heap after each mode's first round; it never shrinks, so later modes include the earlier ones'. */
  readonly heapBytes: Readonly<Partial<Record<SpeedMode, number>>>;
  /** The same work in PyTorch, where that was asked for. */
  readonly pyTorch?: readonly PyTorchComparison[];
  /** Largest resident memory of the whole process. */
  readonly peakMemoryBytes: number;
}
