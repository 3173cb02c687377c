import type { Io } from './io';

/** Streams that remember, and an interrupt key: for tests and for programs that run `dsra` inside themselves. */
export interface MemoryIo extends Io {
  out(): string;
  err(): string;
  interrupt(): void;
}

export function memoryIo(env: Io['env'] = {}): MemoryIo {
  const [out, err]: [string[], string[]] = [[], []];
  const listeners = new Set<() => void>();
  return {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    env,
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    out: () => out.join(''),
    err: () => err.join(''),
    interrupt: () => {
      for (const listener of listeners) listener();
    },
  };
}
