import { fusedKernel } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Activation } from '../config';
import { withGradient } from './withGradient';

const QUICK = 1.702;

/** x·σ(1.702x) (openai/CLIP clip/model.py, QuickGELU). Saves only x. */
export function quickGelu(x: tf.Tensor2D): tf.Tensor2D {
  const fused = fusedKernel('FusedQuickGelu');
  const fusedGradient = fusedKernel('FusedQuickGeluGrad');
  if (fused && fusedGradient) {
    return withGradient<tf.Tensor2D, tf.Tensor2D>(
      x,
      (input) => ({ value: fused({ x: input })[0] as tf.Tensor2D, saved: [input] }),
      (dy, [input]) => fusedGradient({ dy, x: input! })[0] as tf.Tensor2D,
    );
  }
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (input) => ({ value: tf.mul(input, tf.sigmoid(tf.mul(input, QUICK))), saved: [input] }),
    (dy, [input]) => {
      const gate = tf.sigmoid(tf.mul(input!, QUICK));
      const slope = tf.add(tf.mul(tf.mul(input!, QUICK), tf.sub(1, gate)), 1);
      return tf.mul(dy, tf.mul(gate, slope));
    },
  );
}

/** x·Φ(x), the exact form (torch.nn.GELU). Saves only x. */
export function gelu(x: tf.Tensor2D): tf.Tensor2D {
  const normalCdf = (t: tf.Tensor) => tf.mul(tf.add(tf.erf(tf.mul(t, Math.SQRT1_2)), 1), 0.5);
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (input) => ({ value: tf.mul(input, normalCdf(input)), saved: [input] }),
    (dy, [input]) => {
      const density = tf.mul(tf.exp(tf.mul(tf.square(input!), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.mul(dy, tf.add(normalCdf(input!), tf.mul(input!, density)));
    },
  );
}

/** The activation that a checkpoint's configuration names. */
export const activations: Readonly<Record<Activation, (x: tf.Tensor2D) => tf.Tensor2D>> = { quickGelu, gelu };
