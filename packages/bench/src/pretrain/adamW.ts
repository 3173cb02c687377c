import * as tf from '@tensorflow/tfjs';
import { type Rule, zeros } from './optimizer';

const [BETA1, BETA2, EPSILON, WEIGHT_DECAY] = [0.9, 0.95, 1e-8, 0.05];

/** AdamW (Loshchilov & Hutter 2019); matrices alone decay: not biases, gains and the logit scale. */
export const adamW: Rule = {
  moments: (variable) => [zeros(variable), zeros(variable)],
  update: (variable, [first, second], { gradient, step, rate }) => {
    first!.assign(tf.add(tf.mul(first!, BETA1), tf.mul(gradient, 1 - BETA1)));
    second!.assign(tf.add(tf.mul(second!, BETA2), tf.mul(tf.square(gradient), 1 - BETA2)));
    const direction = tf.div(first!, tf.add(tf.sqrt(tf.div(second!, 1 - BETA2 ** step)), EPSILON));
    const kept = variable.rank >= 2 ? 1 - rate * WEIGHT_DECAY : 1;
    variable.assign(tf.sub(tf.mul(variable, kept), tf.mul(direction, rate / (1 - BETA1 ** step))));
  },
};
