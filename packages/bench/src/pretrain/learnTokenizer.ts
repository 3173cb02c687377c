import { mersenneTwister } from '@dsra/core';
import { caption } from '../world/caption/caption';
import { sampleDescription } from '../world/sampleDescription';
import { type BytePairs, trainBytePairs } from './bytePair';

const CAPTIONS = 20_000;

/** More than the words of the captions need: all become single tokens. */
const MOST_MERGES = 700;

/** The embedded model's tokenizer, learned from captions of the drawn world. */
export function learnTokenizer(seed: number): BytePairs {
  const random = mersenneTwister([seed, 0]);
  const texts = Array.from({ length: CAPTIONS }, () => caption(sampleDescription(random), random).text);
  return trainBytePairs(texts, MOST_MERGES);
}
