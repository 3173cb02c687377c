import { Worker } from 'node:worker_threads';
import type { DrawnBatch } from './drawBatch';
import type { DrawRequest } from './drawWorker';

/** How many batches are drawn ahead of the training. */
const AHEAD = 3;

/** Batches of steps `from`, …, `to − 1`, drawn in another thread while the caller trains. */
export async function* batchStream(
  workerFile: URL,
  { size, seed, from, to }: { size: number; seed: number; from: number; to: number },
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
    if (step < to) worker.postMessage({ size, seed, step } satisfies DrawRequest);
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
