import type { Clip } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import { pixelBatch } from './pictures';
import type { Running } from './running';

/** What a function makes of a batch of pixels, again and again, until its numbers are read. Runs once to warm up. */
export async function timed(
  clip: Clip,
  operations: number | undefined,
  make: (pixels: tf.Tensor4D) => tf.Tensor,
  dispose: () => void,
): Promise<Running> {
  const pixels = pixelBatch(clip);
  const run = async () => {
    const start = performance.now();
    const made = make(pixels);
    await made.data();
    const milliseconds = performance.now() - start;
    made.dispose();
    return milliseconds;
  };
  await run();
  const stop = () => {
    pixels.dispose();
    dispose();
    return Promise.resolve();
  };
  return { operations, run, stop };
}
