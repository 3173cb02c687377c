/**
 * PromptSRC's three terms: features and answers stay near the plain clip's (Khattak et al. 2023b, Eqs. 3–5;
 * muzairkhattak/PromptSRC trainers/promptsrc.py). Teachers: `classTeacher.classes` `[C, e]` and `imageTeacher.features`
 * `[B, e]` of unit length, `imageTeacher.logits` `[B, C]`.
 */
import { normalise } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import type { Loss } from '../method';

const meanDistance = (one: tf.Tensor, other: tf.Tensor): tf.Scalar => tf.mean(tf.abs(tf.sub(one, other)));

export const nearTextTeacher =
  (weight: number): Loss =>
  (_params, { features, classTeacher }) =>
    tf.mul(meanDistance(normalise(features.text), classTeacher.classes as tf.Tensor2D), weight);

export const nearImageTeacher =
  (weight: number): Loss =>
  (_params, { features, imageTeacher }) =>
    tf.mul(meanDistance(normalise(features.image), imageTeacher.features as tf.Tensor2D), weight);

/** KL(teacher ‖ student) summed over images and classes, divided by both numbers (not, as usual, by the images alone). */
export const nearTeacherAnswers: Loss = (_params, { logits, imageTeacher }) => {
  const teacher = tf.logSoftmax(imageTeacher.logits as tf.Tensor2D);
  return tf.mean(tf.mul(tf.exp(teacher), tf.sub(teacher, tf.logSoftmax(logits))));
};
