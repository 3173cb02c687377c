import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mersenneTwister } from './mersenneTwister';
import type { Random } from './random';

type Recorded = Record<string, number[]> & { sequence: (number | number[])[] };
const golden = JSON.parse(
  readFileSync(`${process.env.DSRA_GOLDEN ?? 'test/golden'}/fewshot-split.json`, 'utf8'),
) as {
  python_random: Record<string, Recorded>;
};

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const twenty = (draw: () => number): number[] => Array.from({ length: 20 }, draw);

/** Each recorded list and the calls that made it, on a generator of its own. */
const calls: Record<string, (random: Random) => unknown> = {
  random_20: (random) => twenty(() => random.next()),
  getrandbits32_20: (random) => twenty(() => random.bits(32)),
  getrandbits5_20: (random) => twenty(() => random.bits(5)),
  randrange7_20: (random) => twenty(() => random.below(7)),
  sample_range100_10: (random) => random.sample(range(100), 10),
  sample_range20_16: (random) => random.sample(range(20), 16),
  sample_range1000_16: (random) => random.sample(range(1000), 16),
  sample_range84_5: (random) => random.sample(range(84), 5),
  shuffle_range20: (random) => random.shuffle(range(20)),
  choices_range10_k10: (random) => random.choices(range(10), 10),
  sequence: (random) => [
    random.below(10),
    random.sample(range(30), 4),
    random.next(),
    random.sample(range(40), 16),
    random.bits(32),
  ],
};

describe.each(Object.entries(golden.python_random))('seed %s', (seed, recorded) => {
  test.each(Object.keys(recorded))('%s equals Python', (name) => {
    expect(calls[name]?.(mersenneTwister(Number(seed)))).toEqual(recorded[name]);
  });
});

test('seeds of more than 32 bits, and negative ones, are read as Python reads them', () => {
  // random.Random(2**40 + 5).getrandbits(32), random.Random(10**30).getrandbits(32)
  expect(mersenneTwister(2 ** 40 + 5).bits(32)).toBe(2166296868);
  expect(mersenneTwister(10n ** 30n).bits(32)).toBe(4012147334);
  expect(mersenneTwister(-42).bits(32)).toBe(mersenneTwister(42).bits(32));
  expect(mersenneTwister([5, 256]).bits(32)).toBe(mersenneTwister(2 ** 40 + 5).bits(32));
});

test('shuffle and sample only rearrange, and leave their argument alone', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.integer(), { maxLength: 60 }), fc.nat(), (seed, items, cut) => {
      const before = [...items];
      const random = mersenneTwister(seed);
      const sorted = (list: number[]) => [...list].sort((a, b) => a - b);
      expect(sorted(random.shuffle(items))).toEqual(sorted(items));
      const k = items.length === 0 ? 0 : cut % (items.length + 1);
      const positions = random.sample(range(items.length), k);
      expect(new Set(positions).size).toBe(k);
      expect(items).toEqual(before);
    }),
  );
});

test('normal draws have mean 0, variance 1 and are finite', () => {
  const random = mersenneTwister(7);
  const draws = Array.from({ length: 20_000 }, () => random.normal());
  const mean = draws.reduce((a, b) => a + b) / draws.length;
  const variance = draws.reduce((a, b) => a + b * b, 0) / draws.length - mean ** 2;
  // The seed is fixed: standard errors are 0.007 and 0.01.
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.04);
});

test.each([1.5, NaN, 2 ** 53])('a seed of %p is refused', (seed) => {
  expect(() => mersenneTwister(seed)).toThrow('a seed must be an integer');
});

test('what cannot be drawn is refused', () => {
  const random = mersenneTwister(1);
  expect(() => mersenneTwister([])).toThrow('seed list');
  expect(() => random.below(0)).toThrow('random.below needs an integer between 1 and 2^32 - 1, got 0');
  expect(() => random.bits(33)).toThrow('random.bits');
  expect(() => random.sample([1, 2], 3)).toThrow('number of items, 2, got 3');
  expect(() => random.choices([], 1)).toThrow('random.choices');
});
