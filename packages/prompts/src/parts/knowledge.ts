/**
 * KgCoOp's term: the classes' features stay near those of hand-written prompts (Yao et al. 2023, Eq. 3;
 * htyao89/KgCoOp trainers/kgcoop.py).
 */
import { normalise } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import type { Loss } from '../method';

/** weight · (1 − mean cosine with `classTeacher.classes`, `[C, e]` of unit length). */
export const nearHandWritten =
  (weight: number): Loss =>
  (_params, { features, classTeacher }) => {
    const cosine = tf.sum(tf.mul(normalise(features.text), classTeacher.classes as tf.Tensor2D), -1);
    return tf.mul(tf.sub(1, tf.mean(cosine)), weight);
  };
