import type { LaneName } from './lanes';

/** Times of one method's step on one model in one lane. */
export interface LaneTiming {
  readonly model: string;
  readonly method: string;
  readonly lane: LaneName;
  readonly milliseconds: readonly number[];
  readonly median: number;
  /** Before the first step: the same in all lanes, to float32 noise. */
  readonly loss: number;
  /** After the last step: the WASM heap, which never shrinks, or what WebGPU has allocated. */
  readonly memoryBytes: number;
  /** Shaders that WebGPU starts in one step. */
  readonly dispatches?: number;
}

/** What one run of the benchmark found. */
export interface BrowserResult {
  readonly browser: string;
  readonly processor: string;
  readonly cores: number;
  readonly batch: 4;
  readonly classes: number;
  readonly timings: readonly LaneTiming[];
  /** `model, lane: reason` */
  readonly skipped: readonly string[];
}
