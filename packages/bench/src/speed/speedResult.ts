import type { SgemmPeak } from '@dsra/runtime';
import type { KernelProfile } from './profileKernels';
import type { Turns } from './takeTurns';
import type { Work } from './work';

/** One work by everybody who took part. */
export interface WorkResult {
  readonly work: Work;
  readonly title: string;
  readonly turns: readonly Turns[];
}

/** What one run of the benchmark found. */
export interface SpeedResult {
  /** What was typed. */
  readonly command: string;
  readonly model: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  readonly tensorFlowJs: string;
  /** Of the BLAS, of PyTorch and of ONNX Runtime. */
  readonly threads: number;
  readonly sgemmPeak: SgemmPeak | undefined;
  readonly works: readonly WorkResult[];
  /** Of median times: how many times faster the second is than the first. */
  readonly ratios: readonly { readonly what: string; readonly ratio: number }[];
  /** Who was left out, and why. */
  readonly leftOut: readonly string[];
  /** Where the time of one run goes, with `--profile`. */
  readonly profiles?: readonly WorkProfile[];
}

/** Where the time of a work goes. */
export interface WorkProfile {
  readonly title: string;
  readonly profile: KernelProfile;
}
