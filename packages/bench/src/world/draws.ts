import type { Random } from '@dsra/core';

/** A number from `[low, high)`. */
export const uniform = (random: Random, low: number, high: number): number =>
  low + (high - low) * random.next();

/** A whole number from `low` to `high`, both included. */
export const integer = (random: Random, low: number, high: number): number =>
  low + Math.floor((high - low + 1) * random.next());

/** True with the given probability. */
export const chance = (random: Random, probability: number): boolean => random.next() < probability;

/** One item of a list that is not empty. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(items.length * random.next())]!;
}

/** One item of a list that is not `other`. */
export function pickOther<T>(random: Random, items: readonly T[], other: T): T {
  return pick(
    random,
    items.filter((item) => item !== other),
  );
}
