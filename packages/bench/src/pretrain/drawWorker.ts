import { parentPort } from 'node:worker_threads';
import { drawBatch } from './drawBatch';

/** What a drawing thread is asked for; it answers with the batch. */
export interface DrawRequest {
  readonly size: number;
  readonly seed: number;
  readonly step: number;
}

parentPort?.on('message', ({ size, seed, step }: DrawRequest) => {
  const batch = drawBatch(size, seed, step);
  parentPort?.postMessage({ step, batch }, [
    batch.pixels.buffer as ArrayBuffer,
    batch.alsoTrue.buffer as ArrayBuffer,
  ]);
});
