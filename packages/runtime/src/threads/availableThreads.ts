type Os = typeof import('node:os');

/** Cores that threads may use. */
export function availableThreads(): number {
  const { process, navigator } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => Os };
    navigator?: { hardwareConcurrency?: number };
  };
  const node = process?.getBuiltinModule?.('node:os');
  return node?.availableParallelism() ?? navigator?.hardwareConcurrency ?? 1;
}
