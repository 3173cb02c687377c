import { fusedKernel } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Activation } from '../config';
import { withGradient } from './withGradient';

const QUICK = 1.702;

/** A function of each number with a gradient that needs x alone; by a kernel and its `…Grad` where the backend has them. */
function activation(
  kernel: string,
  { value, slope }: Record<'value' | 'slope', (x: tf.Tensor2D) => tf.Tensor2D>,
) {
  return (x: tf.Tensor2D): tf.Tensor2D => {
    const [fused, fusedGradient] = [fusedKernel(kernel), fusedKernel(`${kernel}Grad`)];
    return withGradient<tf.Tensor2D, tf.Tensor2D>(
      x,
      (input) => ({ value: fused ? (fused({ x: input })[0] as tf.Tensor2D) : value(input), saved: [input] }),
      (dy, [input]) =>
        fusedGradient
          ? (fusedGradient({ dy, x: input! })[0] as tf.Tensor2D)
          : tf.mul(dy, slope(input as tf.Tensor2D)),
    );
  };
}

/** x·σ(1.702x) (openai/CLIP clip/model.py, QuickGELU). */
export const quickGelu = activation('FusedQuickGelu', {
  value: (x) => tf.mul(x, tf.sigmoid(tf.mul(x, QUICK))),
  slope: (x) => {
    const gate = tf.sigmoid(tf.mul(x, QUICK));
    return tf.mul(gate, tf.add(tf.mul(tf.mul(x, QUICK), tf.sub(1, gate)), 1));
  },
});

const normalCdf = (x: tf.Tensor2D): tf.Tensor2D => tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);

/** x·Φ(x), the exact form (torch.nn.GELU). */
export const gelu = activation('FusedGelu', {
  value: (x) => tf.mul(x, normalCdf(x)),
  slope: (x) => {
    const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return tf.add(normalCdf(x), tf.mul(x, density));
  },
});

/** The activation that a checkpoint's configuration names. */
export const activations: Readonly<Record<Activation, (x: tf.Tensor2D) => tf.Tensor2D>> = { quickGelu, gelu };
