import type { RgbImage } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import type { Tuned } from '@dsra/prompts';
import { few } from './few';
import { inParallel } from './inParallel';
import type { LabelledPicture, SkippedFile } from './pictureSet';
import type { PictureReader } from './pictureReader';
import { breaksOff, readUnbroken } from './readUnbroken';

/** How many pictures of one class were recognised. */
export interface ClassAccuracy {
  readonly className: string;
  readonly correct: number;
  readonly pictures: number;
}

export interface Accuracy {
  /** Share of all pictures whose most probable class is theirs (top-1), 0 to 1. */
  readonly accuracy: number;
  readonly correct: number;
  readonly pictures: number;
  /** In the order of the class names. */
  readonly byClass: readonly ClassAccuracy[];
  /** Files that could not be read. */
  readonly skipped: readonly SkippedFile[];
}

export interface MeasureOptions {
  readonly reader: PictureReader;
  /** Refuses pictures that break off instead of leaving them out. */
  readonly strict?: boolean | undefined;
  /** Told after each batch how many pictures are done. */
  readonly onProgress?: (done: number) => void;
}

/** More pictures at a time only take memory. */
const atOnce = 64;

/**
 * Top-1 accuracy on labelled pictures, whose labels index `tuned.classNames`.
 * @throws DsraError `badFile` when none of them can be read, or with `strict` when one cannot
 */
export async function measureAccuracy(
  tuned: Pick<Tuned, 'predict' | 'classNames'>,
  pictures: readonly LabelledPicture[],
  { reader, strict = false, onProgress }: MeasureOptions,
): Promise<Accuracy> {
  const correct = tuned.classNames.map(() => 0);
  const seen = tuned.classNames.map(() => 0);
  const skipped: SkippedFile[] = [];
  for (let begin = 0; begin < pictures.length; begin += atOnce) {
    const batch = await readBatch(pictures.slice(begin, begin + atOnce), reader);
    skipped.push(...batch.skipped);
    if (strict) refuseBroken(skipped);
    const answers = await tuned.predict(batch.images);
    answers.forEach(({ label }, row) => {
      const truth = batch.labels[row]!;
      seen[truth]!++;
      if (label === tuned.classNames[truth]) correct[truth]!++;
    });
    onProgress?.(Math.min(begin + atOnce, pictures.length));
  }
  if (pictures.length > 0 && skipped.length === pictures.length) refuseBroken(skipped);
  return summary(tuned.classNames, correct, seen, skipped);
}

interface ReadBatch {
  readonly images: RgbImage[];
  readonly labels: number[];
  readonly skipped: SkippedFile[];
}

async function readBatch(pictures: readonly LabelledPicture[], reader: PictureReader): Promise<ReadBatch> {
  const batch: ReadBatch = { images: [], labels: [], skipped: [] };
  const images = await inParallel(pictures, ({ path }) => readUnbroken(reader, path));
  images.forEach((image, index) => {
    const { path, label } = pictures[index]!;
    if (image) {
      batch.images.push(image);
      batch.labels.push(label);
    } else batch.skipped.push({ path, reason: breaksOff });
  });
  return batch;
}

function refuseBroken(skipped: readonly SkippedFile[]): void {
  if (skipped.length === 0) return;
  throw new DsraError('badFile', `pictures that break off: ${few(skipped.map(({ path }) => path))}`);
}

function summary(
  classNames: readonly string[],
  correct: readonly number[],
  seen: readonly number[],
  skipped: SkippedFile[],
): Accuracy {
  const [right, all] = [correct, seen].map((counts) => counts.reduce((a, b) => a + b, 0)) as [number, number];
  return {
    accuracy: all === 0 ? 0 : right / all,
    correct: right,
    pictures: all,
    byClass: classNames.map((className, i) => ({ className, correct: correct[i]!, pictures: seen[i]! })),
    skipped,
  };
}
