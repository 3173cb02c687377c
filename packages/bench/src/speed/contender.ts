import type { Lap } from './startWork';
import type { SpeedMode } from './speedModes';
import type { KernelProfile } from './profileKernels';
import type { Products } from './products';

/** Who does the work: this library on one of its backends, or somebody else. */
export type Side = SpeedMode | 'pytorch' | 'pytorch-default' | 'pytorch-cuda' | 'onnxruntime';

/** A work that somebody does whenever it is their turn. */
export interface Contender {
  /** What runs: `PyTorch 1.13.0`; nothing for this library. */
  readonly version?: string;
  /** What is particular about it. */
  readonly note?: string;
  /** What it multiplies with, where it tells. */
  readonly products?: Products;
  /** Useful floating-point operations of one run, where they are counted. */
  readonly operations?: number;
  run(): Promise<Lap>;
  stop(): Promise<void>;
}

/** One that can tell where its time goes. */
export interface ProfiledContender extends Contender {
  profile(): Promise<KernelProfile>;
}
