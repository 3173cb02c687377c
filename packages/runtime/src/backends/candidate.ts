import type { BackendName, BackendReport, SkippedBackend } from '../backendReport';

/** How a backend is to be started. */
export interface BackendOptions {
  /**
   * Threads of the wasm backend. Default: with a native BLAS as many as the library would take (`OPENBLAS_NUM_THREADS`, else one
   * per core), else one per core. In browsers a page has to be cross-origin isolated for more than one.
   */
  readonly threads?: number;
  /** Longest time in milliseconds that a backend may take to start; 30 000 unless told. */
  readonly startLimit?: number;
  /** Loads an optional package by name; `import()` unless told. A page may give its bundler's own imports here. */
  readonly load?: (packageName: string) => Promise<unknown>;
}

/** The options with their defaults, and where we are. */
export interface StartContext extends Required<Pick<BackendOptions, 'startLimit' | 'load'>> {
  readonly threads: number | undefined;
  readonly inNode: boolean;
}

export type Started = Pick<BackendReport, 'matrixProducts' | 'threads' | 'reason'>;
export type Skipped = Omit<SkippedBackend, 'name'>;

/** A backend that may be there. `start` makes it the current one or says why it cannot; it never throws. */
export interface Candidate {
  readonly name: BackendName;
  /** How a skipped line calls it. */
  readonly label: string;
  start(context: StartContext): Promise<Started | Skipped>;
}

export function isSkipped(result: object): result is Skipped {
  return 'remedy' in result;
}
