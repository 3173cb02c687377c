import { Worker } from 'node:worker_threads';
import type { BatchRequest, DrawnBatch } from './drawBatch';

/** How many batches are drawn ahead of the training. */
const AHEAD = 3;

/** Batches of steps `from`, …, `to − 1`, drawn in another thread while the caller trains. */
export async function* batchStream(
  workerFile: URL,
  requestOf: (step: number) => BatchRequest,
  { from, to }: { from: number; to: number },
): AsyncGenerator<{ step: number; batch: DrawnBatch }> {
  const worker = new Worker(workerFile);
  const drawn = new Map<number, DrawnBatch>();
  let wake: (() => void) | undefined;
  let failure: Error | undefined;
  worker.on('message', ({ step, batch }: { step: number; batch: DrawnBatch }) => {
    drawn.set(step, batch);
    wake?.();
  });
  worker.on('error', (error: Error) => {
    failure = error;
    wake?.();
  });
  const request = (step: number): void => {
    if (step < to) worker.postMessage(requestOf(step));
  };
  try {
    for (let step = from; step < from + AHEAD; step++) request(step);
    for (let step = from; step < to; step++) {
      while (!drawn.has(step) && !failure) await new Promise<void>((resolve) => (wake = resolve));
      if (failure) throw failure;
      const batch = drawn.get(step)!;
      drawn.delete(step);
      request(step + AHEAD);
      yield { step, batch };
    }
  } finally {
    await worker.terminate();
  }
}
