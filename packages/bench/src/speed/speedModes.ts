import type { BackendChoice } from '@dsra/runtime';

/** The ways to run the same work that are compared, fastest first. */
export const speedModes = ['wasm-blas', 'wasm-rerouted', 'wasm-stock'] as const satisfies BackendChoice[];
export type SpeedMode = (typeof speedModes)[number];

export const modeTitles: Readonly<Record<SpeedMode, string>> = {
  'wasm-blas': 'native BLAS',
  'wasm-rerouted': 're-routed',
  'wasm-stock': 'stock',
};
