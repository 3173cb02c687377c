import { stat } from 'node:fs/promises';
import type { RgbImage } from '@dsra/clip';
import { readPicture } from '@dsra/clip/node';
import { DsraError, isDsraError } from '@dsra/core';
import type { SkippedFile } from '../data/pictureSet';
import { few } from '../data/few';
import { inParallel } from '../data/inParallel';
import { answersOf, lineOf } from './answers';
import type { Context } from './context';
import { describeSkipped } from './describePictures';
import { openAdapter } from './openAdapter';
import { using } from '../inference/using';
import type { PredictOptions } from './predictOptions';

/** `dsra predict`: the most probable classes of picture files. */
export async function predictPictures(
  context: Context,
  files: readonly string[],
  options: PredictOptions,
): Promise<void> {
  const { pictures, skipped } = await readAll(files, options);
  describeSkipped(context.out, skipped);
  await using(await openAdapter(context, options), async ({ tuned, clip }) => {
    const predictions = await tuned.predict(pictures.map(({ image }) => image));
    const names = pictures.map(({ file }) => file);
    const answers = answersOf(names, predictions, options.top);
    for (const answer of answers) context.out.line(lineOf(answer));
    const method = tuned.method.recipe ?? null;
    context.out.json({ model: clip.name, method, predictions: answers, skipped });
  });
}

interface ReadFiles {
  readonly pictures: { readonly file: string; readonly image: RgbImage }[];
  readonly skipped: SkippedFile[];
}

async function readAll(files: readonly string[], { strict = false }: PredictOptions): Promise<ReadFiles> {
  await refuseMissing(files);
  const read: ReadFiles = { pictures: [], skipped: [] };
  const results = await inParallel(files, (file) =>
    readPicture(file).catch((error: unknown) => reasonOf(error, strict)),
  );
  results.forEach((result, index) => {
    const file = files[index]!;
    if (typeof result === 'string') read.skipped.push({ path: file, reason: result });
    else read.pictures.push({ file, image: result });
  });
  if (read.pictures.length > 0) return read;
  throw new DsraError('badInput', `none of these files is a picture: ${few(files)}`);
}

/** A file that is not there is a mistyped name, and never skipped. */
async function refuseMissing(files: readonly string[]): Promise<void> {
  const stats = await inParallel(files, (file) => stat(file).catch(() => undefined));
  const missing = files.filter((_, index) => !stats[index]);
  if (missing.length > 0) throw new DsraError('missing', `no such file: ${few(missing)}`);
  const folders = files.filter((_, index) => stats[index]?.isDirectory());
  if (folders.length > 0)
    throw new DsraError('badInput', `expected picture files, but this is a folder: ${few(folders)}`);
}

function reasonOf(error: unknown, strict: boolean): string {
  if (strict || !isDsraError(error) || error.code !== 'badFile') throw error;
  return 'not a picture';
}
