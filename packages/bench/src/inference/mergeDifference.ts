import type { Clip } from '@dsra/clip';
import type { Tuned } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { using } from './using';
import { promptsOf } from './zeroShotOf';

/** Largest difference in probability between an adapted model and its merged form, on `pictures` of random pixels. */
export async function mergeDifference(
  tuned: Tuned,
  merged: Clip,
  { pictures = 16, seed = 1 } = {},
): Promise<number> {
  return using(await promptsOf(tuned.method, merged, tuned.classNames), async (plain) => {
    const { imageSize } = merged.config.vision;
    const shape: [number, number, number, number] = [pictures, imageSize, imageSize, 3];
    const difference = tf.tidy(() => {
      const pixels = tf.randomNormal<tf.Rank.R4>(shape, 0, 1, 'float32', seed);
      const [hooked, folded] = [tuned, plain].map((model) => tf.softmax(model.logits(pixels)));
      return tf.max(tf.abs(tf.sub(hooked!, folded!)));
    });
    const [value] = await difference.data();
    difference.dispose();
    return value!;
  });
}
