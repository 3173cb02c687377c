import type { Tuned } from '@dsra/prompts';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { DataSetItem } from '../../datasets/dataSet';
import { batches, type TestHooks } from './batches';
import { pixelsOf } from './pixelsOf';

/** A row of numbers for each picture, in their order. */
export async function* pictureRows(
  { clip }: Pick<Tuned, 'clip'>,
  items: readonly DataSetItem[],
  answer: (pixels: Tensor4D) => Tensor2D,
  hooks?: TestHooks,
): AsyncGenerator<Float32Array> {
  for await (const { batch } of batches(items, hooks)) {
    const pixels = await pixelsOf(batch, clip.preprocessing);
    try {
      yield* rowsIn(answer(pixels));
    } finally {
      pixels.dispose();
    }
  }
}

/** The rows of a tensor, which is disposed. */
export async function* rowsIn(answered: Tensor2D): AsyncGenerator<Float32Array> {
  const width = answered.shape[1];
  const values = (await answered.data()) as Float32Array;
  answered.dispose();
  for (let row = 0; row < values.length; row += width) yield values.subarray(row, row + width);
}
