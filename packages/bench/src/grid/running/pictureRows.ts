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
    yield* rowsIn(answered(pixels, answer));
  }
}

function answered(pixels: Tensor4D, answer: (pixels: Tensor4D) => Tensor2D): Tensor2D {
  try {
    return answer(pixels);
  } finally {
    pixels.dispose();
  }
}

/** The rows of a tensor, which is disposed. */
export async function* rowsIn(tensor: Tensor2D): AsyncGenerator<Float32Array> {
  const width = tensor.shape[1];
  const values = (await tensor.data()) as Float32Array;
  tensor.dispose();
  for (let row = 0; row < values.length; row += width) yield values.subarray(row, row + width);
}
