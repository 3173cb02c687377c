import { isDsraError } from '@dsra/core';
import { type BackendReport, useBackend } from '@dsra/runtime';
import type { SpeedMode } from '../speed/speedModes';

/** Starts WebAssembly with the system's BLAS, or without where there is none. */
export async function startFastestWasm(): Promise<{ mode: SpeedMode; backend: BackendReport }> {
  try {
    return { mode: 'wasm-blas', backend: await useBackend('wasm-blas') };
  } catch (error) {
    if (!isDsraError(error)) throw error;
    return { mode: 'wasm-rerouted', backend: await useBackend('wasm-rerouted') };
  }
}
