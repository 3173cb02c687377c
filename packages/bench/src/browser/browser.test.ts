import { describe, expect, test } from '@jest/globals';
import { isDsraError } from '@dsra/core';
import { parseBrowserOptions } from './browserOptions';
import { browserTable } from './browserTable';
import { randomTokenizer } from './randomTokenizer';

describe('options', () => {
  test('by default both models, all lanes, DsRA', () => {
    const { models, lanes, methods, classes } = parseBrowserOptions([]);
    expect(models.map(({ name, config }) => [name, config?.vision.width])).toEqual([
      ['embedded', undefined],
      ['ViT-B/16', 768],
    ]);
    expect([lanes, methods, classes]).toEqual([undefined, ['dsra'], 10]);
  });

  test.each([
    [['--models', 'ViT-B/17'], /--models takes embedded, ViT-B\/32/],
    [['--lanes', 'wasm'], /--lanes takes stock, .* not "wasm"/],
    [['--repeats', '0'], /--repeats takes whole numbers from 1 on/],
    [['--repeat', '1'], /--repeat/],
    [['--methods', 'dora'], /dora/],
  ])('%j is refused by name', (args, message) => {
    try {
      parseBrowserOptions(args);
      throw new Error('accepted');
    } catch (error) {
      expect(isDsraError(error)).toBe(true);
      expect((error as Error).message).toMatch(message);
    }
  });
});

test('the table has a block for each step, with ratios to its first lane', () => {
  const timing = { model: 'embedded', method: 'dsra', loss: 1.5, memoryBytes: 2 ** 21 };
  const lines = browserTable({
    ...{ browser: 'Chromium 1', processor: 'some', cores: 2, batch: 4, classes: 10 },
    timings: [
      { ...timing, lane: 'stock', milliseconds: [120], median: 120 },
      { ...timing, lane: 'webgpu', milliseconds: [60, 60], median: 60, dispatches: 700 },
      { ...timing, method: 'vpt', lane: 'rerouted', milliseconds: [5], median: 5 },
    ],
    skipped: ['ViT-B/16, stock-threads: no reason'],
  });
  expect(lines).toEqual([
    'browser  Chromium 1',
    'machine  some, 2 cores',
    '',
    'dsra step, embedded, 10 classes   median  stock wasm ÷  steps  memory    loss  dispatches',
    'stock wasm                        120 ms          1.0×      1    2 MB  1.5000           –',
    'webgpu                           60.0 ms          2.0×      2    2 MB  1.5000         700',
    '',
    'vpt step, embedded, 10 classes  median  re-routed wasm ÷  steps  memory    loss',
    're-routed wasm                  5.0 ms              1.0×      1    2 MB  1.5000',
    '',
    'left out ViT-B/16, stock-threads: no reason',
  ]);
});

test('random models read a word or a sign as a token', () => {
  const tokenizer = randomTokenizer({ text: { vocabularySize: 100 } as never });
  expect(tokenizer.encode('a photo of A b.')).toEqual([98, 1, 2, 3, 1, 4, 5, 99]);
});
