import { cosineLogits } from '@dsra/clip';
import type { Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Features, Loss, Outcome } from '../method';
import type { Run } from './run';

/** Features of the towers → logits `[B, C]`: the method's changes, then exp(logitScale)·cosine inside its `score`. */
export function classify({ method, setup }: Run, params: Params, towers: Features) {
  const features = method.features?.(params, towers, setup) ?? towers;
  const cosine = () => cosineLogits(features.image, features.text, setup.clip.weights.logitScale);
  const logits = method.score?.(params, features, setup, cosine) ?? cosine();
  return { features, logits };
}

/** The parts of the objective, in the order of `losses`. */
export const lossNames = ({ method }: Run): string[] => ['crossEntropy', ...Object.keys(method.terms ?? {})];

/** Cross-entropy and the method's terms: `[1 + terms]`. Their sum is what is minimised. */
export function losses({ method }: Run, params: Params, outcome: Outcome): tf.Tensor1D {
  const terms = Object.values<Loss>(method.terms ?? {}).map((term) => term(params, outcome));
  const all = [crossEntropy(outcome.logits, outcome.labels), ...terms];
  return tf.concat(all.map((loss) => tf.reshape<tf.Rank.R1>(loss, [1])));
}

/** −mean over the batch of the log-probability of the right class. */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
}
