import { expect, jest, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { clipPerTest, fitOptions, small } from '../../../../test/support/smallFit';
import { fit, type FitOptions } from '../fit';
import type { Method } from '../method';
import type { Tuned } from '../tuned/tuned';
import type { Progress } from './progress';

// Seconds on a free machine.
jest.setTimeout(60_000);

const here = clipPerTest();
const options = (more: Partial<FitOptions> = {}) => fitOptions(here.clip, more);

test('progress is told after every step', async () => {
  const seen: Progress[] = [];
  const validate = (tuned: Tuned) => Promise.resolve(tuned.classNames.length);
  const method: Method = { ...small, terms: { two: () => tf.scalar(2) } };
  (await fit(method, options({ onProgress: (progress) => seen.push(progress), validate }))).dispose();
  // Eight examples in batches of three: the last two are left out.
  expect(seen.map(({ epoch, step }) => `${epoch}/${step}`)).toEqual([
    '1/1',
    '1/2',
    '2/1',
    '2/2',
    '3/1',
    '3/2',
  ]);
  expect(seen.map(({ validation }) => validation)).toEqual([undefined, 3, undefined, 3, undefined, 3]);
  expect(seen.map(({ learningRate }) => learningRate)).toEqual(
    [1e-5, 1e-5, 0.01, 0.01, 0.0075, 0.0075].map(near),
  );
  for (const { loss, terms, epochs, steps, picturesPerSecond, secondsLeft } of seen) {
    expect([epochs, steps, terms.two]).toEqual([3, 2, 2]);
    expect(loss).toBeCloseTo(terms.crossEntropy! + 2, 5);
    expect(picturesPerSecond).toBeGreaterThan(0);
    expect(secondsLeft).toBeGreaterThanOrEqual(0);
  }
  expect(seen.at(-1)!.secondsLeft).toBe(0);
});

const near = (value: number) => expect.closeTo(value, 8) as unknown as number;
