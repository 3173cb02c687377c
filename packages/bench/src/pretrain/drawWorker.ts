import { parentPort } from 'node:worker_threads';
import { drawBatch, type BatchRequest } from './drawBatch';

/** A drawing thread: answers each request with its batch. */
parentPort?.on('message', (request: BatchRequest) => {
  const batch = drawBatch(request);
  parentPort?.postMessage({ step: request.step, batch }, [
    batch.pixels.buffer as ArrayBuffer,
    batch.alsoTrue.buffer as ArrayBuffer,
  ]);
});
