import { DsraError } from '@dsra/core';
import type { Tuned } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import type { DataSetItem } from '../../datasets/dataSet';
import { batches, type TestHooks } from './batches';
import { pictureRows, rowsIn } from './pictureRows';

/** What was answered to test pictures. */
export interface Examination {
  /** Share of pictures whose most probable class is theirs; labels count, not names. */
  readonly accuracy: number;
  readonly perClass: readonly { readonly correct: number; readonly total: number }[];
  /** Rows: labels; columns: answers. */
  readonly confusion: readonly (readonly number[])[];
}

export interface ExamineOptions extends TestHooks {
  /** What `tuned.encodeImage` makes of the pictures, row by row, where that is known. */
  readonly features?: Float32Array | undefined;
}

type Examined = Pick<Tuned, 'logits' | 'logitsOf' | 'clip' | 'classNames'>;

/**
 * Tests on pictures whose labels index the model's class names.
 * @throws DsraError `badInput` without pictures, `notFinite` where a model answers NaN, `interrupted`
 */
export async function examine(
  tuned: Examined,
  items: readonly DataSetItem[],
  { features, ...hooks }: ExamineOptions = {},
): Promise<Examination> {
  if (items.length === 0) throw new DsraError('badInput', 'there are no pictures to test on');
  const classes = tuned.classNames.length;
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const rows = features
    ? featureRows(tuned, items, features, hooks)
    : pictureRows(tuned, items, (pixels) => tuned.logits(pixels), hooks);
  let place = 0;
  for await (const row of rows) {
    const item = items[place++]!;
    confusion[item.label]![answerIn(row, item)]!++;
  }
  const perClass = confusion.map((row, label) => ({
    correct: row[label]!,
    total: row.reduce((sum, count) => sum + count, 0),
  }));
  const correct = perClass.reduce((sum, one) => sum + one.correct, 0);
  return { accuracy: correct / items.length, perClass, confusion };
}

function answerIn(row: Float32Array, { id }: DataSetItem): number {
  const answer = row.indexOf(Math.max(...row));
  if (answer >= 0) return answer;
  throw new DsraError('notFinite', `the model answers NaN to the test picture ${id}`);
}

async function* featureRows(
  tuned: Examined,
  items: readonly DataSetItem[],
  features: Float32Array,
  hooks: TestHooks,
): AsyncGenerator<Float32Array> {
  const width = features.length / items.length;
  for await (const { begin, batch } of batches(items, hooks)) {
    const values = features.subarray(begin * width, (begin + batch.length) * width);
    yield* rowsIn(tf.tidy(() => tuned.logitsOf(tf.tensor2d(values, [batch.length, width]))));
  }
}
