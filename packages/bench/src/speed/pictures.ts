import type { Clip, RgbImage } from '@dsra/clip';
import type { Example } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { BATCH } from './work';

/** A picture that is as large as the model's input and the same every time. */
function picture(size: number, seed: number): RgbImage {
  const data = Uint8Array.from(
    { length: size * size * 3 },
    (_, i) => 128 + 100 * Math.sin(i * (0.01 + 0.001 * seed)),
  );
  return { width: size, height: size, data };
}

/** One batch to learn from. */
export const exampleBatch = (clip: Clip, classes: number): Example[] =>
  Array.from({ length: BATCH }, (_, i) => ({
    image: picture(clip.preprocessing.size, i),
    label: i % classes,
  }));

/** One batch of pixels, the caller's. */
export function pixelBatch({ config }: Clip): tf.Tensor4D {
  const size = config.vision.imageSize;
  return tf.randomNormal<tf.Rank.R4>([BATCH, size, size, 3], 0, 1, 'float32', 1);
}
