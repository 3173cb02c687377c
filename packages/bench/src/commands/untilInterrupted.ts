import { DsraError, isDsraError } from '@dsra/core';
import type { Io } from '../terminal/io';

/**
 * Runs work that stops when its signal says so; the first Ctrl-C does, a second one ends the process as usual.
 * @throws DsraError `interrupted`, saying how to go on
 */
export async function untilInterrupted<R>(
  io: Io,
  howToGoOn: string,
  work: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const stop = new AbortController();
  const release = io.onInterrupt(() => {
    release();
    stop.abort(new DsraError('interrupted', 'interrupted'));
  });
  try {
    return await work(stop.signal);
  } catch (error) {
    if (!isDsraError(error) || error.code !== 'interrupted') throw error;
    throw new DsraError('interrupted', `interrupted; ${howToGoOn}`, { cause: error });
  } finally {
    release();
  }
}
