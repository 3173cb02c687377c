import { DsraError, mersenneTwister, type Random } from '@dsra/core';

/** What randomness is drawn for. */
const purposes = { init: 1, order: 2, augmentation: 3 } as const;

/**
 * The random numbers for one purpose at one place of a run. Each place has a stream of its own, derived from the seed:
 * so a resumed run needs no generator's state, and one purpose's draws never shift another's.
 * @param place epoch, step, … counted from 0
 */
export function stream(seed: number, purpose: keyof typeof purposes, ...place: readonly number[]): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new DsraError('badConfig', `seed must be an integer from 0 to 2^53 - 1, got ${seed}`);
  }
  return mersenneTwister([seed % 2 ** 32, Math.floor(seed / 2 ** 32), purposes[purpose], ...place]);
}
