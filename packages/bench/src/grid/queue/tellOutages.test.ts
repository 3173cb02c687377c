import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { tellOutages } from './tellOutages';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A store that can be taken away; what it was asked meanwhile it answers when it is back. */
function store() {
  let waiting: (() => void)[] | undefined;
  return {
    ping: () =>
      new Promise<void>((resolve) => {
        if (waiting) waiting.push(resolve);
        else resolve();
      }),
    goes: () => {
      waiting = [];
    },
    comes: () => {
      for (const answer of waiting ?? []) answer();
      waiting = undefined;
    },
  };
}

test('a store that is away is told once, and once that it is back; a short absence is not worth a word', async () => {
  const said: string[] = [];
  const redis = store();
  const end = tellOutages(redis.ping, 'server:6379', (line) => said.push(line));
  await jest.advanceTimersByTimeAsync(60_000);
  redis.goes();
  await jest.advanceTimersByTimeAsync(8000);
  redis.comes();
  await jest.advanceTimersByTimeAsync(20_000);
  expect(said).toEqual([]);
  redis.goes();
  await jest.advanceTimersByTimeAsync(12_000);
  expect(said).toEqual(['Redis at server:6379 does not answer; waiting']);
  await jest.advanceTimersByTimeAsync(600_000);
  redis.comes();
  await jest.advanceTimersByTimeAsync(0);
  expect(said.slice(1)).toEqual(['Redis at server:6379 answers again']);
  redis.goes();
  await jest.advanceTimersByTimeAsync(12_000);
  expect(said).toHaveLength(3);
  end();
  redis.comes();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(said).toHaveLength(3);
  expect(jest.getTimerCount()).toBe(0);
});
