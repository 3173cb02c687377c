import { isDsraError } from '@dsra/core';
import type { Tuned } from '@dsra/prompts';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { DataSetItem } from '../../datasets/dataSet';
import { using } from '../../inference/using';
import { promptsOf } from '../../inference/zeroShotOf';
import { median } from '../../statistics';
import { pixelsOf } from './pixelsOf';

const pictures = 16;
const rounds = 5;

/**
 * How many pictures in memory a tuned model classifies in a second, as it would be used: adapters folded into the weights where
 * they can be, classes encoded beforehand. The median of five rounds of sixteen pictures.
 */
export async function picturesPerSecond(tuned: Tuned, items: readonly DataSetItem[]): Promise<number> {
  const pixels = await pixelsOf(items.slice(0, pictures), tuned.clip.preprocessing);
  try {
    return await asUsed(tuned, (model) => speed(model, pixels));
  } finally {
    pixels.dispose();
  }
}

async function asUsed<R>(tuned: Tuned, work: (model: Tuned) => Promise<R>): Promise<R> {
  const merged = mergedOrNot(tuned);
  if (!merged) return work(tuned);
  return using(merged, async ({ rest }) =>
    rest ? work(rest) : using(await promptsOf(tuned.method, merged, tuned.classNames), work),
  );
}

function mergedOrNot(tuned: Tuned) {
  try {
    return tuned.merge();
  } catch (error) {
    if (isDsraError(error) && error.code === 'badInput') return undefined;
    throw error;
  }
}

async function speed(model: Tuned, pixels: Tensor4D): Promise<number> {
  const seconds: number[] = [];
  // The first round encodes the classes and does not count.
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    const logits = model.logits(pixels);
    await logits.data();
    logits.dispose();
    if (round > 0) seconds.push((performance.now() - start) / 1000);
  }
  return pixels.shape[0] / median(seconds);
}
