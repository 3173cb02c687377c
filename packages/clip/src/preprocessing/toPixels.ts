import * as tf from '@tensorflow/tfjs';
import type { Preprocessing } from '../clip';
import type { RgbImage } from '../image';
import { preprocess } from './preprocess';

/**
 * Pictures as a batch for `clip.encodeImage`.
 * @returns `[images, size, size, 3]`; the caller disposes it.
 */
export function toPixels(images: readonly RgbImage[], preprocessing: Preprocessing): tf.Tensor4D {
  return stackPixels(
    images.map((image) => preprocess(image, preprocessing)),
    preprocessing.size,
  );
}

/**
 * Preprocessed or augmented pictures, each `[size, size, 3]`, as one batch.
 * @returns `[pictures, size, size, 3]`; the caller disposes it.
 */
export function stackPixels(pictures: readonly Float32Array[], size: number): tf.Tensor4D {
  const each = size * size * 3;
  const all = new Float32Array(pictures.length * each);
  pictures.forEach((picture, i) => {
    all.set(picture, i * each);
  });
  return tf.tensor4d(all, [pictures.length, size, size, 3]);
}
