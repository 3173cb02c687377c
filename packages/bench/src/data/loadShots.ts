import { DsraError } from '@dsra/core';
import { few } from './few';
import { inParallel } from './inParallel';
import type { LabelledPicture, PictureSet } from './pictureSet';
import type { PictureReader } from './pictureReader';
import { breaksOff, readUnbroken } from './readUnbroken';
import { type ShotOptions, takeShots } from './takeShots';

export interface LoadShotsOptions extends ShotOptions {
  readonly reader: PictureReader;
  /** Refuses pictures that break off, instead of drawing others in their place. */
  readonly strict?: boolean | undefined;
}

/**
 * `takeShots` of pictures that can be read: one that breaks off is left out, listed in `skipped`, and the shots are
 * drawn anew from the others. So each class has its number of shots, and the same files give the same draw.
 */
export async function loadShots(set: PictureSet, options: LoadShotsOptions): Promise<PictureSet> {
  const drawn = takeShots(set, options);
  const broken = await unreadable(drawn.train, options.reader);
  if (broken.length === 0) return drawn;
  if (options.strict) throw new DsraError('badFile', `pictures that break off: ${few(broken)}`);
  const remaining = set.train.filter(({ path }) => !broken.includes(path));
  refuseEmptied(set, remaining, broken);
  const skipped = [...set.skipped, ...broken.map((path) => ({ path, reason: breaksOff }))];
  return loadShots({ ...set, train: remaining, skipped }, options);
}

async function unreadable(pictures: readonly LabelledPicture[], reader: PictureReader): Promise<string[]> {
  const images = await inParallel(pictures, ({ path }) => readUnbroken(reader, path));
  return pictures.filter((_, index) => !images[index]).map(({ path }) => path);
}

function refuseEmptied(
  set: PictureSet,
  remaining: readonly LabelledPicture[],
  broken: readonly string[],
): void {
  const filled = new Set(remaining.map(({ label }) => label));
  const empty = set.classNames.filter((_, label) => !filled.has(label));
  if (empty.length === 0) return;
  const names = few(empty.map((name) => `"${name}"`));
  throw new DsraError('badFile', `no training picture of ${names} can be read: ${few(broken)}`);
}
