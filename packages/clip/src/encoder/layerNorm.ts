import { fusedKernel } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { LayerNormWeights } from '../weights';
import { withGradient } from './withGradient';

/** LayerNorm over the last axis of `[rows, width]`. */
export type LayerNorm = (x: tf.Tensor2D, weights: LayerNormWeights, epsilon: number) => tf.Tensor2D;

/** Rows of mean 0 and variance 1, and the reciprocal of the deviation `[rows, 1]`. */
function standardise(x: tf.Tensor2D, epsilon: number): [tf.Tensor2D, tf.Tensor2D] {
  const centred = tf.sub<tf.Tensor2D>(x, tf.mean(x, 1, true));
  const variance = tf.mean<tf.Tensor2D>(tf.square(centred), 1, true);
  const reciprocal = tf.rsqrt<tf.Tensor2D>(tf.add(variance, epsilon));
  return [tf.mul(centred, reciprocal), reciprocal];
}

function standardiseGradient(dy: tf.Tensor2D, standard: tf.Tensor, reciprocal: tf.Tensor): tf.Tensor2D {
  const along = tf.mul(standard, tf.mean(tf.mul(dy, standard), 1, true));
  return tf.mul(tf.sub(tf.sub(dy, tf.mean(dy, 1, true)), along), reciprocal);
}

/** The gradient reaches x alone: gain and bias are constants. */
export const frozenLayerNorm: LayerNorm = (x, weights, epsilon) =>
  fusedLayerNorm(x, weights, epsilon) ?? composedLayerNorm(x, weights, epsilon);

/** Saves its input, which the residual connection keeps anyway, and two numbers per row. */
function fusedLayerNorm(...[x, { gain, bias }, epsilon]: Parameters<LayerNorm>): tf.Tensor2D | undefined {
  const fused = fusedKernel('FusedLayerNorm');
  const fusedGradient = fusedKernel('FusedLayerNormGrad');
  if (!fused || !fusedGradient) return undefined;
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (input) => {
      const [value, stats] = fused({ x: input, gain, bias }, { epsilon }) as [tf.Tensor2D, tf.Tensor2D];
      return { value, saved: [input, stats] };
    },
    (dy, [input, stats]) => fusedGradient({ dy, x: input!, stats: stats!, gain })[0] as tf.Tensor2D,
  );
}

function composedLayerNorm(...[x, { gain, bias }, epsilon]: Parameters<LayerNorm>): tf.Tensor2D {
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (input) => {
      const saved = standardise(input, epsilon);
      return { value: tf.add(tf.mul(saved[0], gain), bias), saved };
    },
    (dy, saved) => standardiseGradient(tf.mul(dy, gain), saved[0]!, saved[1]!),
  );
}

/** Gradients for x, gain and bias: what pre-training runs. */
export const trainableLayerNorm: LayerNorm = (x, { gain, bias }, epsilon) => {
  const standard = withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (input) => {
      const saved = standardise(input, epsilon);
      return { value: saved[0], saved };
    },
    (dy, saved) => standardiseGradient(dy, saved[0]!, saved[1]!),
  );
  return tf.add(tf.mul(standard, gain), bias);
};
