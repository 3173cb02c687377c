import { stat } from 'node:fs/promises';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import { checkedClassNames } from './classNames';
import { few } from './few';
import { inParallel } from './inParallel';
import { isPicture } from './isPicture';
import { listFolder } from './listFolder';
import type { ListedFile, Listing } from './listing';
import { listManifest } from './listManifest';
import type { LabelledPicture, PictureSet, SkippedFile } from './pictureSet';

/**
 * Labelled pictures from a folder with one sub-folder per class, or from a `.csv` or `.json` manifest.
 *
 * Without test pictures, validation pictures are the test. What is not a picture is left out and listed in `skipped`, or with `strict` refused.
 * @throws DsraError when there are fewer than two classes, two of one name, one without pictures, or files are missing
 */
export async function readPictureSet(source: string, { strict = false } = {}): Promise<PictureSet> {
  const listing = await list(source);
  const classNames = checkedClassNames(listing.classNames, source);
  const { pictures, skipped } = await sort(listing);
  if (strict && skipped.length > 0) refuseSkipped(skipped, source);
  refuseEmptyClasses(listing, pictures);
  const labels = new Map(listing.classNames.map((name, label) => [name, label]));
  const of = (split: ListedFile['split']): LabelledPicture[] =>
    pictures
      .filter((file) => file.split === split)
      .map((file) => ({ path: file.path, label: labels.get(file.className)! }));
  const { root } = listing;
  const [val, test] = [of('val'), of('test')];
  // Validation pictures are all that was set aside: nothing else is looked at before the end.
  const apart = test.length > 0 ? { val, test } : { val: [], test: val };
  return { root, classNames, train: of('train'), ...apart, skipped };
}

async function list(source: string): Promise<Listing> {
  const stats = await stat(source).catch(() => undefined);
  if (!stats) throw new DsraError('missing', `${source}: no such folder or manifest`);
  if (stats.isDirectory()) return listFolder(path.resolve(source));
  if (/\.(csv|json)$/iu.test(source)) return listManifest(source);
  const wanted = 'a folder with one sub-folder per class, or a .csv or .json manifest';
  throw new DsraError('badInput', `${source}: expected ${wanted}`);
}

async function sort({ files, strays }: Listing): Promise<{ pictures: ListedFile[]; skipped: SkippedFile[] }> {
  const verdicts = await inParallel(files, async (file) => ({ file, reason: await whyNot(file.path) }));
  const missing = verdicts.filter(({ reason }) => reason === 'no such file').map(({ file }) => file.path);
  if (missing.length > 0) throw new DsraError('missing', `pictures that do not exist: ${few(missing)}`);
  return {
    pictures: verdicts.filter(({ reason }) => reason === undefined).map(({ file }) => file),
    skipped: [
      ...strays.map((stray) => ({ path: stray, reason: 'not a file in a class folder' })),
      ...verdicts.flatMap(({ file, reason }) => (reason === undefined ? [] : [{ path: file.path, reason }])),
    ],
  };
}

async function whyNot(file: string): Promise<string | undefined> {
  try {
    return (await isPicture(file)) ? undefined : 'not a picture';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'no such file';
    throw error;
  }
}

function refuseSkipped(skipped: readonly SkippedFile[], source: string): never {
  const list = few(skipped.map((file) => `${file.path} (${file.reason})`));
  throw new DsraError('badInput', `${source}: ${skipped.length} of its files cannot be used: ${list}`);
}

function refuseEmptyClasses({ source, classNames }: Listing, pictures: readonly ListedFile[]): void {
  const filled = new Set(pictures.filter(({ split }) => split === 'train').map(({ className }) => className));
  const empty = classNames.filter((name) => !filled.has(name));
  if (empty.length === 0) return;
  throw new DsraError(
    'badInput',
    `${source}: no training picture of ${few(empty.map((name) => `"${name}"`))}`,
  );
}
