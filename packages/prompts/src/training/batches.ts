import type { Random } from '@dsra/core';

/** Steps of one epoch: the last, incomplete batch is dropped, unless it is the only one (Dassl's training loader). */
export function stepsPerEpoch(examples: number, batchSize: number): number {
  return Math.max(Math.floor(examples / batchSize), 1);
}

/** Which examples each step of an epoch sees: all in random order, in batches. */
export function epochBatches(examples: number, batchSize: number, random: Random): number[][] {
  const order = random.shuffle(Array.from({ length: examples }, (_, index) => index));
  return Array.from({ length: stepsPerEpoch(examples, batchSize) }, (_, step) =>
    order.slice(step * batchSize, (step + 1) * batchSize),
  );
}
