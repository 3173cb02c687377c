import { DsraError } from '@dsra/core';

/** What goes on beside a test. */
export interface TestHooks {
  /** Stops between two batches: a DsraError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** Told how many more pictures are done. */
  readonly onTested?: ((pictures: number) => void) | undefined;
}

/** More pictures at a time are not faster, and keep the event loop waiting. */
const atOnce = 16;

/** A few pictures at a time; signals and messages come through in between. */
export async function* batches<T>(
  items: readonly T[],
  { signal, onTested }: TestHooks = {},
): AsyncGenerator<{ readonly begin: number; readonly batch: readonly T[] }> {
  for (let begin = 0; begin < items.length; begin += atOnce) {
    if (signal?.aborted) throw new DsraError('interrupted', 'interrupted');
    const batch = items.slice(begin, begin + atOnce);
    yield { begin, batch };
    onTested?.(batch.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
