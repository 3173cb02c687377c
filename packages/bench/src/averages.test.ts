import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  harmonicMeanOfMeans,
  meanOfHarmonicMeans,
  overSeeds,
  overSets,
  type Run,
  setMeans,
} from './averages';
import { deviation, harmonicMean, mean, median } from './statistics';

const run = (dataSet: string, seed: number, value: number): Run => ({ dataSet, seed, value });
const share = fc.double({ min: 0, max: 1, noNaN: true });
/** Every set with every seed. */
const whole = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }))
  .chain(([sets, seeds]) =>
    fc
      .array(share, { minLength: sets * seeds, maxLength: sets * seeds })
      .map((values) =>
        values.map((value, index) => run(`set ${index % sets}`, Math.floor(index / sets), value)),
      ),
  );

test('statistics of few', () => {
  expect([mean([]), deviation([]), deviation([3])]).toEqual([NaN, 0, 0]);
  expect([mean([1, 2, 6]), deviation([1, 2, 3]), median([4, 1, 2, 3])]).toEqual([3, 1, 2.5]);
  expect([harmonicMean(0, 0), harmonicMean(0.5, 1)]).toEqual([0, 2 / 3]);
});

describe('over seeds', () => {
  test('the mean, and the deviation of the sample; none of a single run', () => {
    expect(overSeeds([0.5, 0.7, 0.6])).toEqual({
      mean: expect.closeTo(0.6),
      deviation: expect.closeTo(0.1),
      seeds: 3,
    });
    expect(overSeeds([0.5])).toEqual({ mean: 0.5, deviation: undefined, seeds: 1 });
  });
});

describe('over data sets', () => {
  test('each set counts once, however many seeds it has', () => {
    const runs = [run('a', 1, 1), run('a', 2, 1), run('a', 3, 1), run('b', 1, 0)];
    expect(overSets(runs).mean).toBe(0.5);
    expect(setMeans(runs)).toEqual(new Map(Object.entries({ a: 1, b: 0 })));
  });

  test('the deviation is over seeds of the mean over sets, not over sets', () => {
    const runs = [run('a', 1, 0.2), run('b', 1, 0.8), run('a', 2, 0.3), run('b', 2, 0.7)];
    expect(overSets(runs)).toEqual({
      mean: expect.closeTo(0.5),
      deviation: expect.closeTo(0),
      seeds: 2,
    });
  });

  test('a seed that lacks a set has no mean over the sets', () => {
    const runs = [run('a', 1, 0.2), run('b', 1, 0.8), run('a', 2, 0.3)];
    expect(overSets(runs)).toMatchObject({ deviation: undefined, seeds: 1 });
  });

  test('of a whole grid it is the mean of all runs, and the mean of the seeds’ means', () => {
    fc.assert(
      fc.property(whole, (runs) => {
        const { mean: middle, deviation: spread } = overSets(runs);
        expect(middle).toBeCloseTo(mean(runs.map(({ value }) => value)), 10);
        const seeds = [...new Set(runs.map(({ seed }) => seed))];
        const perSeed = seeds.map((seed) => overSets(runs.filter((own) => own.seed === seed)).mean);
        expect(spread ?? 0).toBeCloseTo(deviation(perSeed), 10);
      }),
    );
  });
});

describe('base to new', () => {
  /** Two sets on which the two averages differ much. */
  const halves = {
    base: [run('a', 1, 0.9), run('b', 1, 0.5)],
    new: [run('a', 1, 0.1), run('b', 1, 0.5)],
  };

  test('H of the means is not the mean of the H’s', () => {
    // 2 · 0.7 · 0.3 / 1.0, and (0.18 + 0.5) / 2.
    expect(harmonicMeanOfMeans(halves)).toBeCloseTo(0.42);
    expect(meanOfHarmonicMeans(halves)).toBeCloseTo(0.34);
  });

  test('as the papers average: PromptSRC’s row over eleven sets', () => {
    expect(harmonicMean(84.26, 76.1).toFixed(2)).toBe('79.97');
    expect(harmonicMean(69.34, 74.22).toFixed(2)).toBe('71.70');
  });

  test('over one set both are its H; over more, the mean of the H’s is never above H of the means', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 6 }), (pairs) => {
        const both = {
          base: pairs.map(([value], index) => run(String(index), 1, value)),
          new: pairs.map(([, value], index) => run(String(index), 1, value)),
        };
        const [ofMeans, meanOf] = [harmonicMeanOfMeans(both), meanOfHarmonicMeans(both)];
        expect(meanOf).toBeLessThanOrEqual(ofMeans + 1e-9);
        if (pairs.length === 1) expect(meanOf).toBeCloseTo(ofMeans, 10);
      }),
    );
  });
});
