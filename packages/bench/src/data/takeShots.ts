import { DsraError } from '@dsra/core';
import { few } from './few';
import type { LabelledPicture, PictureSet } from './pictureSet';
import { fewShotSplit, groupByLabel } from './sampleShots';

export interface ShotOptions {
  /** Training pictures per class; all of them when absent. */
  readonly shots?: number | undefined;
  readonly seed: number;
  /** Lets a class with fewer pictures than shots take part with all it has. */
  readonly allowFewer?: boolean | undefined;
}

/** The pictures that a run learns from; where no test pictures were set aside, those that were not drawn become them. */
export function takeShots(set: PictureSet, { shots, seed, allowFewer = false }: ShotOptions): PictureSet {
  if (shots === undefined) return set;
  if (!allowFewer) refuseFewer(set, shots);
  const drawn = fewShotSplit(set, { shots, seed });
  if (set.test.length > 0) return { ...set, ...drawn };
  const taken = new Set(drawn.train.map(({ path }) => path));
  return { ...set, ...drawn, test: set.train.filter(({ path }) => !taken.has(path)) };
}

function refuseFewer({ classNames, train }: PictureSet, shots: number): void {
  const short = groupByLabel(train).filter((group) => group.length < shots);
  if (short.length === 0) return;
  const smallest = Math.min(...short.map((group) => group.length));
  const counts = few(
    short.map((group: LabelledPicture[]) => `${classNames[group[0]!.label]} has ${group.length}`),
  );
  throw new DsraError(
    'badInput',
    `fewer pictures than ${shots} shots: ${counts}: add pictures, ask for --shots ${smallest}, or pass --allow-fewer`,
  );
}
