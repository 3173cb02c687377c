import { type Preprocessing, preprocess, stackPixels } from '@dsra/clip';
import type { Tuned } from '@dsra/prompts';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { DataSetItem } from '../../datasets/dataSet';

/** What was answered to test pictures. */
export interface Examination {
  /** Share of pictures whose most probable class is theirs; labels count, not names. */
  readonly accuracy: number;
  readonly perClass: readonly { readonly correct: number; readonly total: number }[];
  /** Rows: labels; columns: answers. */
  readonly confusion: readonly (readonly number[])[];
}

/** More pictures at a time are not faster, and keep the event loop waiting. */
const atOnce = 16;

/** Tests on pictures whose labels index the model's class names. */
export async function examine(
  tuned: Pick<Tuned, 'logits' | 'clip' | 'classNames'>,
  items: readonly DataSetItem[],
): Promise<Examination> {
  const classes = tuned.classNames.length;
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let begin = 0;
  for await (const row of rowsOf(items, tuned.clip.preprocessing, (pixels) => tuned.logits(pixels))) {
    confusion[items[begin++]!.label]![row.indexOf(Math.max(...row))]!++;
  }
  const perClass = confusion.map((row, label) => ({
    correct: row[label]!,
    total: row.reduce((sum, count) => sum + count, 0),
  }));
  const correct = perClass.reduce((sum, one) => sum + one.correct, 0);
  return { accuracy: correct / items.length, perClass, confusion };
}

/** Features of pictures, rounded to five digits behind the point. */
export async function featuresOf(
  tuned: Pick<Tuned, 'imageFeatures' | 'clip'>,
  items: readonly DataSetItem[],
): Promise<number[][]> {
  const features: number[][] = [];
  for await (const row of rowsOf(items, tuned.clip.preprocessing, (pixels) => tuned.imageFeatures(pixels))) {
    features.push(Array.from(row, (value) => Math.round(value * 1e5) / 1e5));
  }
  return features;
}

/** Pictures as the image tower reads them, owned by the caller. */
export async function pixelsOf(
  items: readonly DataSetItem[],
  preprocessing: Preprocessing,
): Promise<Tensor4D> {
  const images = await Promise.all(items.map((item) => item.read()));
  return stackPixels(
    images.map((image) => preprocess(image, preprocessing)),
    preprocessing.size,
  );
}

async function* rowsOf(
  items: readonly DataSetItem[],
  preprocessing: Preprocessing,
  answer: (pixels: Tensor4D) => Tensor2D,
): AsyncGenerator<Float32Array> {
  for (let begin = 0; begin < items.length; begin += atOnce) {
    const pixels = await pixelsOf(items.slice(begin, begin + atOnce), preprocessing);
    const answered = answer(pixels);
    pixels.dispose();
    const values = (await answered.data()) as Float32Array;
    const width = answered.shape[1];
    answered.dispose();
    for (let row = 0; row < values.length; row += width) yield values.subarray(row, row + width);
    // Signals and messages come through in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
