import { expect, test } from '@jest/globals';
import { processIo } from './io';

test.each(['SIGINT', 'SIGTERM'] as const)('%s interrupts, until it is released', (signal) => {
  let count = 0;
  const before = process.listenerCount(signal);
  const release = processIo().onInterrupt(() => {
    count++;
  });
  process.emit(signal);
  expect(count).toBe(1);
  release();
  expect(process.listenerCount(signal)).toBe(before);
});
