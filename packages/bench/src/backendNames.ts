import type { BackendChoice } from '@dsra/runtime';

/** A record, so that the compiler misses none. */
const choices: Readonly<Record<BackendChoice, true>> = {
  auto: true,
  tensorflow: true,
  webgpu: true,
  wasm: true,
  'wasm-blas': true,
  'wasm-rerouted': true,
  'wasm-stock': true,
  webgl: true,
  cpu: true,
};

/** The choices of `useBackend`, known without loading it. */
export const backendNames = Object.keys(choices) as readonly BackendChoice[];
