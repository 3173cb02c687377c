import { describe, expect, jest, test } from '@jest/globals';
import { leaves } from '@dsra/core';
import {
  averaged,
  clipPerTest,
  fitOptions,
  interruptedAfter,
  numbers,
  small,
} from '../../../test/support/smallFit';
import { classNames, noisyExamples, noisyPicture } from '../../../test/support/smallTask';
import { fit, type FitOptions } from './fit';
import { dsra } from './methods/dsra';
import { zeroShot } from './methods/zeroShot';
import { adam } from './optimizers/adam';
import { constant } from './schedules/constant';
import { memoryCheckpoints } from './training/checkpoint';
import { load } from './tuned/load';
import type { Tuned } from './tuned/tuned';

// Seconds on a free machine.
jest.setTimeout(60_000);

const here = clipPerTest();
const options = (more: Partial<FitOptions> = {}) => fitOptions(here.clip, more);

describe('what a run learns', () => {
  test('is the same for the same seed, and another for another', async () => {
    const first = numbers(await fit(small, options()));
    const again = numbers(await fit(small, options()));
    const other = numbers(await fit(small, options({ seed: 6 })));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('separates classes that differ by colour', async () => {
    const examples = noisyExamples(24);
    const held = Array.from({ length: 30 }, (_, i) => ({
      image: noisyPicture(100 + i, i % 3),
      label: i % 3,
    }));
    const before = await fit(zeroShot(), options());
    const after = await fit(
      dsra({ rank: 4 }),
      options({ examples, epochs: 12, batchSize: 4, optimizer: adam(), schedule: constant(0.02) }),
    );
    const [plain, learned] = [await before.evaluate(held), await after.evaluate(held)];
    expect(learned.examples).toBe(30);
    expect(learned.accuracy).toBe(learned.correct / 30);
    expect(learned.accuracy).toBeGreaterThan(Math.max(plain.accuracy, 0.7));
    before.dispose();
    after.dispose();
  });

  test.each([1, 2, 5])('is the same bit for bit when interrupted after %i steps', async (steps) => {
    for (const { method, optimizer } of [{ method: small }, { method: averaged, optimizer: adam() }]) {
      const checkpoints = memoryCheckpoints();
      const whole = numbers(await fit(method, options({ optimizer })));
      await interruptedAfter(steps, method, options({ optimizer, checkpoints }));
      expect(numbers(await fit(method, options({ optimizer, checkpoints })))).toEqual(whole);
    }
  });

  test('is the average over epochs where the method says so', async () => {
    const epochs: Record<string, number[]>[] = [];
    const validate = (tuned: Tuned) => {
      epochs.push(Object.fromEntries(leaves(tuned.params).map(([path, it]) => [path, [...it.dataSync()]])));
      return Promise.resolve(epochs.length);
    };
    const result = numbers(await fit(averaged, options({ validate })));
    for (const [path, values] of Object.entries(result)) {
      values.forEach((value, i) => {
        const mean = epochs.reduce((sum, epoch, e) => sum + ((e + 1) / 6) * epoch[path]![i]!, 0);
        expect(value).toBeCloseTo(mean, 5);
      });
    }
  });
});

test('classes of one name can be allowed, as the published ImageNet names need it', async () => {
  const classNames = ['missile', 'owl', 'missile'];
  const examples = noisyExamples(6).map((example, index) => ({ ...example, label: index % 3 }));
  const tuned = await fit(small, fitOptions(here.clip, { classNames, examples, allowSameNames: true }));
  const answer = await tuned.predict(noisyPicture(0, 0));
  expect(answer.probabilities.map(({ label }) => label).sort()).toEqual(['missile', 'missile', 'owl']);
  const renamed = tuned.withClassNames(['ant', 'ant']);
  expect(renamed.classNames).toEqual(['ant', 'ant']);
  renamed.dispose();
  const files = await tuned.files();
  await expect(load(files, { clip: here.clip })).rejects.toThrow('two classes have one name: "missile"');
  const loaded = await load(files, { clip: here.clip, allowSameNames: true });
  expect(loaded.classNames).toEqual(classNames);
  loaded.dispose();
  tuned.dispose();
});

test('a method without parameters is ready at once', async () => {
  const tuned = await fit(zeroShot(), { clip: here.clip, classNames, examples: [] });
  const [one, two] = await tuned.predict([noisyPicture(1, 0), () => noisyPicture(2, 1)]);
  expect(classNames).toContain(one!.label);
  expect(two!.probabilities.map(({ label }) => label).sort()).toEqual([...classNames].sort());
  expect(tuned.training).toBeUndefined();
  tuned.dispose();
});
