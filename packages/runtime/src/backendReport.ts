/** The backends of TensorFlow.js that this package starts. */
export type BackendName = 'tensorflow' | 'webgpu' | 'wasm' | 'webgl' | 'cpu';

/** What can be asked for: `wasm` means the best of `wasm-blas` and `wasm-rerouted`. */
export type BackendChoice = 'auto' | BackendName | 'wasm-blas' | 'wasm-rerouted' | 'wasm-stock';

/** A backend that was wanted and could not be had. */
export interface SkippedBackend {
  readonly name: string;
  readonly reason: string;
  /** What to do to have it. */
  readonly remedy: string;
}

/** What runs now, and why. */
export interface BackendReport {
  readonly name: BackendName;
  /** Who multiplies matrices: `OpenBLAS 0.3.21 through koffi`, `re-routed`, `stock`, a GPU's name. */
  readonly matrixProducts: string;
  /** Threads that compute; undefined where it cannot be asked. */
  readonly threads: number | undefined;
  readonly reason: string;
  readonly skipped: readonly SkippedBackend[];
}

/** The report as lines for a terminal. */
export function describeBackend({ name, matrixProducts, threads, reason, skipped }: BackendReport): string[] {
  const counted = threads === undefined ? '' : `, ${threads} thread${threads === 1 ? '' : 's'}`;
  return [
    `backend ${name} (matrix products: ${matrixProducts}${counted}): ${reason}`,
    ...skipped.map((line) => `  skipped ${line.name}: ${line.reason}; to have it: ${line.remedy}`),
  ];
}
