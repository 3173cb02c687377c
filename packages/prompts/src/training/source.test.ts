import { describe, expect, jest, test } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { fromLeaves } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { clipPerTest, fitOptions, numbers, small } from '../../../../test/support/smallFit';
import { fit, type FitOptions } from '../fit';
import type { Method } from '../method';

// Seconds on a free machine.
jest.setTimeout(60_000);

const here = clipPerTest();
const options = (more: Partial<FitOptions> = {}) => fitOptions(here.clip, more);

describe('what can be computed once is computed once', () => {
  /** A clip that counts what its towers are asked for. */
  function counting() {
    const calls = { image: 0, text: 0 };
    const counted: Clip = {
      ...here.clip,
      encodeImage: (...given) => (calls.image++, here.clip.encodeImage(...given)),
      encodeText: (...given) => (calls.text++, here.clip.encodeText(...given)),
    };
    return { calls, counted };
  }
  const scale: Method = {
    parameters: {
      shapes: () => ({ scale: [1] }),
      init: () => fromLeaves({ scale: tf.tensor1d([1]) }),
    },
    score: (params, _features, _setup, next) => tf.mul(next(), params.scale as tf.Tensor),
  };

  test.each([
    [false, { image: 1, text: 1 }],
    [true, { image: 6, text: 1 }],
  ])('frozen towers, with augmentation %p', async (augment, expected) => {
    const { calls, counted } = counting();
    (await fit(scale, options({ clip: counted, augment }))).dispose();
    expect(calls).toEqual(expected);
  });

  test('a frozen tower gives the same numbers from its features', async () => {
    const text: Method = { ...small, vision: undefined };
    const still = numbers(await fit(text, options({ augment: false })));
    const looksAgain: Method = { ...text, imageTeacher: () => ({}) };
    expect(numbers(await fit(looksAgain, options({ augment: false })))).toEqual(still);
  });
});
