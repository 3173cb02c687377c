/**
 * ProGrad's rule: the task's gradient gives up what would unlearn the zero-shot answers (Zhu et al. 2023, Eq. 5;
 * BeierZhu/Prompt-align, `prograd_backward_and_update`).
 */
import * as tf from '@tensorflow/tfjs';
import type { Loss } from '../method';

/** Keeps the division away from 0/0; a gradient as small as its root has no direction. */
const TINY = 1e-37;

/**
 * For one parameter tensor: g where it agrees with the guide, else g − strength·(the part of g against the guide).
 * A guide of zero changes nothing.
 */
export const projectOntoGuide =
  (strength: number) =>
  (task: tf.Tensor, guide: tf.Tensor): tf.Tensor => {
    const against = tf.minimum(tf.sum(tf.mul(task, guide)), 0);
    const share = tf.div(against, tf.maximum(tf.sum(tf.square(guide)), TINY));
    return tf.sub(task, tf.mul(guide, tf.mul(share, strength)));
  };

/** How far the answers are from the zero-shot ones (`imageTeacher.logits`): −mean Σ softmax(z/T)·log softmax(x/T)·T². */
export const distanceFromZeroShot =
  (temperature: number): Loss =>
  (_params, { logits, imageTeacher }) => {
    const expected = tf.softmax(tf.div(imageTeacher.logits as tf.Tensor2D, temperature));
    const given = tf.logSoftmax(tf.div(logits, temperature));
    return tf.mul(tf.mean(tf.sum(tf.mul(expected, given), 1)), -(temperature ** 2));
  };
