import { mersenneTwister, type Random } from '@dsra/core';

export interface Labelled {
  readonly label: number;
}

/** Few-shot data: what a class is learned from, and what a run may look at in between. */
export interface Shots<T> {
  readonly train: T[];
  readonly val: T[];
}

/**
 * `shots` items of each label, drawn without replacement; labels in the order of their first appearance, as in
 * Dassl's `generate_fewshot_dataset`. A label with fewer items keeps all of them and draws no random number.
 */
export function sampleShots<T extends Labelled>(items: readonly T[], shots: number, random: Random): T[] {
  return groupByLabel(items).flatMap((group) => (group.length < shots ? group : random.sample(group, shots)));
}

/**
 * CoOp's few-shot split: training items first, then at most four validation items per class, from one generator.
 * Equal, item by item, to what Dassl draws for the same lists and seed.
 */
export function fewShotSplit<T extends Labelled>(
  { train, val }: { train: readonly T[]; val: readonly T[] },
  { shots, seed }: { shots: number; seed: number },
): Shots<T> {
  const random = mersenneTwister(seed);
  return { train: sampleShots(train, shots, random), val: sampleShots(val, Math.min(shots, 4), random) };
}

/** Items of one label together; labels in the order of their first appearance. */
export function groupByLabel<T extends Labelled>(items: readonly T[]): T[][] {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(item.label);
    if (group) group.push(item);
    else groups.set(item.label, [item]);
  }
  return [...groups.values()];
}
