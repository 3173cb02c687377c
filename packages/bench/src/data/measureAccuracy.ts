import type { RgbImage } from '@dsra/clip';
import type { Tuned } from '@dsra/prompts';
import { inParallel } from './inParallel';
import type { LabelledPicture, SkippedFile } from './pictureSet';
import type { PictureReader } from './pictureReader';

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
  /** Told after each batch how many pictures are done. */
  readonly onProgress?: (done: number) => void;
}

/** More pictures at a time only take memory. */
const atOnce = 64;

/** Top-1 accuracy on labelled pictures, whose labels index `tuned.classNames`. */
export async function measureAccuracy(
  tuned: Pick<Tuned, 'predict' | 'classNames'>,
  pictures: readonly LabelledPicture[],
  { reader, onProgress }: MeasureOptions,
): Promise<Accuracy> {
  const correct = tuned.classNames.map(() => 0);
  const seen = tuned.classNames.map(() => 0);
  const skipped: SkippedFile[] = [];
  for (let begin = 0; begin < pictures.length; begin += atOnce) {
    const batch = await readBatch(pictures.slice(begin, begin + atOnce), reader);
    skipped.push(...batch.skipped);
    const answers = await tuned.predict(batch.images);
    answers.forEach(({ label }, row) => {
      const truth = batch.labels[row]!;
      seen[truth]!++;
      if (label === tuned.classNames[truth]) correct[truth]!++;
    });
    onProgress?.(Math.min(begin + atOnce, pictures.length));
  }
  return summary(tuned.classNames, correct, seen, skipped);
}

interface ReadBatch {
  readonly images: RgbImage[];
  readonly labels: number[];
  readonly skipped: SkippedFile[];
}

async function readBatch(pictures: readonly LabelledPicture[], reader: PictureReader): Promise<ReadBatch> {
  const batch: ReadBatch = { images: [], labels: [], skipped: [] };
  const images = await inParallel(pictures, ({ path }) => reader.read(path).catch(() => undefined));
  images.forEach((image, index) => {
    const { path, label } = pictures[index]!;
    if (image) {
      batch.images.push(image);
      batch.labels.push(label);
    } else batch.skipped.push({ path, reason: 'a picture that breaks off' });
  });
  return batch;
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
