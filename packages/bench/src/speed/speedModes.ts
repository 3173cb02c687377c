import type { BackendChoice } from '@dsra/runtime';

/** The ways to run the same work that are compared, fastest first. */
export const speedModes = [
  'webgpu',
  'wasm-blas',
  'wasm-rerouted',
  'wasm-stock',
] as const satisfies BackendChoice[];
export type SpeedMode = (typeof speedModes)[number];

/** Those that need minutes for what the others need seconds for. */
export const slowModes: readonly SpeedMode[] = ['wasm-rerouted', 'wasm-stock'];
