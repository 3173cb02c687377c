/** Threads in Chromium: where a page may have them, and where it may not. */
import { describe, expect, test } from '@jest/globals';
import { openGpuPage } from './gpuPage';
import { browserFound } from './openPage';
import type * as ThreadsPage from './threadsPage';

declare const dsra: typeof ThreadsPage;

async function inPage(options: { isolated: boolean; policy?: string }): Promise<ThreadsPage.Multiplied[]> {
  const opened = await openGpuPage('test/browser/threadsPage.ts', options);
  try {
    // Two first: the heap is shared or not from its start on.
    return await opened.page.evaluate(async () => [await dsra.multiplied(2), await dsra.multiplied(1)]);
  } finally {
    await opened.close();
  }
}

(browserFound ? describe : describe.skip)('a product on two threads is that on one', () => {
  test.each([
    ['in an isolated page', { isolated: true }, 2],
    ['on one in a page that is not', { isolated: false }, 1],
    ['on one where workers are not allowed', { isolated: true, policy: "worker-src 'none'" }, 1],
  ])('%s', async (_, options, threads) => {
    const [two, one] = await inPage(options);
    expect(two!.threads).toBe(threads);
    expect(one!.threads).toBe(1);
    expect(two!.values).toHaveLength(20_000);
    expect(two!.values.some((value) => value !== 0)).toBe(true);
    expect(two!.values.filter((value, i) => value !== one!.values[i])).toHaveLength(0);
  });
});
