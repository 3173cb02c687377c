import type { BackendChoice } from '@dsra/runtime';

/** Ways to run the same step in a browser. Each has a page of its own, so that heaps are told apart. */
export interface Lane {
  readonly title: string;
  readonly backend: BackendChoice;
  /** With threads, which want a cross-origin isolated page. */
  readonly threads: boolean;
  /** Whether it is tried on large models unless it is asked for by name. */
  readonly large: boolean;
}

const wasm = { large: true } as const;

/** Slowest first: the others are compared with the first of those that run. */
export const lanes = {
  stock: { title: 'stock wasm', backend: 'wasm-stock', threads: false, ...wasm },
  'stock-threads': { title: 'stock wasm, threads', backend: 'wasm-stock', threads: true, ...wasm },
  rerouted: { title: 're-routed wasm', backend: 'wasm-rerouted', threads: false, ...wasm },
  'rerouted-threads': { title: 're-routed wasm, threads', backend: 'wasm-rerouted', threads: true, ...wasm },
  webgpu: { title: 'webgpu', backend: 'webgpu', threads: false, large: false },
} as const satisfies Record<string, Lane>;

export type LaneName = keyof typeof lanes;
export const laneNames = Object.keys(lanes) as LaneName[];
