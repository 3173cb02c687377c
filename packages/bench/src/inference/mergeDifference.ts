import type { Merged, Tuned } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { using } from './using';
import { promptsOf } from './zeroShotOf';

/**
 * Largest difference in probability between an adapted model and its merged form with what stays beside the weights, on
 * `pictures` of random pixels.
 */
export async function mergeDifference(
  tuned: Tuned,
  merged: Merged,
  { pictures = 16, seed = 1 } = {},
): Promise<number> {
  const { imageSize } = merged.config.vision;
  const shape: Shape = [pictures, imageSize, imageSize, 3];
  if (merged.rest) return largestDifference(tuned, merged.rest, shape, seed);
  return using(await promptsOf(tuned.method, merged, tuned.classNames), (plain) =>
    largestDifference(tuned, plain, shape, seed),
  );
}

type Shape = [number, number, number, number];

async function largestDifference(tuned: Tuned, other: Tuned, shape: Shape, seed: number): Promise<number> {
  const difference = tf.tidy(() => {
    const pixels = tf.randomNormal<tf.Rank.R4>(shape, 0, 1, 'float32', seed);
    const [hooked, folded] = [tuned, other].map((model) => tf.softmax(model.logits(pixels)));
    return tf.max(tf.abs(tf.sub(hooked!, folded!)));
  });
  const [value] = await difference.data();
  difference.dispose();
  return value!;
}
