/** What the training test runs, in the page and in Node: two steps of DsRA on random weights, and the merged logits. */
import { leaves, mersenneTwister } from '@dsra/core';
import { dsra, fit, zeroShot } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { normalTensor, randomClip } from '../support/randomClip';

export interface Trained {
  readonly parameters: Readonly<Record<string, number[]>>;
  readonly logits: number[];
  readonly mergedLogits: number[];
  readonly leaked: number;
}

/** Trains on the current backend and gives everything that came out. */
export async function train(): Promise<Trained> {
  const before = tf.memory().numTensors;
  const clip = randomClip();
  const random = mersenneTwister(5);
  const examples = Array.from({ length: 8 }, (_, i) => ({
    image: { width: 10, height: 9, data: Uint8Array.from({ length: 270 }, () => random.below(256)) },
    label: i % 4,
  }));
  const classNames = ['cat', 'cow', 'elephant', 'ox'];
  const method = dsra({ rank: 3, template: 'a {}' });
  const tuned = await fit(method, {
    clip,
    classNames,
    examples,
    epochs: 3,
    batchSize: 4,
    learningRate: 0.05,
  });
  const pixels = normalTensor<tf.Rank.R4>(mersenneTwister(6), [2, 8, 8, 3]);
  const logits = tuned.logits(pixels);
  const merged = tuned.merge();
  const plain = await fit(zeroShot({ template: 'a {}' }), { clip: merged, classNames, examples });
  const mergedLogits = plain.logits(pixels);
  const numbers = async (tensor: tf.Tensor) => [...(await tensor.data())];
  const named = leaves(tuned.params).map(async ([path, leaf]) => [path, await numbers(leaf)] as const);
  const trained = {
    parameters: Object.fromEntries(await Promise.all(named)),
    logits: await numbers(logits),
    mergedLogits: await numbers(mergedLogits),
  };
  tf.dispose([pixels, logits, mergedLogits]);
  [plain, tuned, merged, clip].forEach((it) => {
    it.dispose();
  });
  return { ...trained, leaked: tf.memory().numTensors - before };
}
