import * as tf from '@tensorflow/tfjs';

/** What two different captions may share: a pair that is also true is no negative. */
const EXCLUDED = -1e4;

/**
 * CLIP's loss (Radford et al. 2021): the mean of both directions' cross-entropies over the pairs of a batch.
 * `alsoTrue[image, text]` is 1 where another picture's caption holds for a picture as well: such pairs are left out.
 */
export function contrastiveLoss(
  image: tf.Tensor2D,
  text: tf.Tensor2D,
  logitScale: tf.Scalar,
  alsoTrue: tf.Tensor2D,
): tf.Scalar {
  const cosines = tf.matMul<tf.Tensor2D>(unit(image), unit(text), false, true);
  const logits = tf.add<tf.Tensor2D>(tf.mul(cosines, tf.exp(logitScale)), tf.mul(alsoTrue, EXCLUDED));
  const matches = tf.eye(image.shape[0]);
  const perImage = crossEntropy(logits, matches);
  const perText = crossEntropy(tf.transpose(logits), matches);
  return tf.mul(tf.add(perImage, perText), 0.5);
}

/**
 * Pictures against sentences that exclude one another: the cross-entropy, summed over those
 * that answer and divided by the number of all.
 * `answers[image, sentence]` is one-hot, or zero where the picture does not answer.
 */
export function questionLoss(
  image: tf.Tensor2D,
  sentences: tf.Tensor2D,
  logitScale: tf.Scalar,
  answers: tf.Tensor2D,
): tf.Scalar {
  const cosines = tf.matMul<tf.Tensor2D>(unit(image), unit(sentences), false, true);
  const logLikelihood = tf.sum(tf.mul(tf.logSoftmax(tf.mul(cosines, tf.exp(logitScale))), answers));
  return tf.neg(tf.div(logLikelihood, image.shape[0]));
}

const unit = (features: tf.Tensor2D): tf.Tensor2D =>
  tf.mul(features, tf.rsqrt(tf.add(tf.sum(tf.square(features), 1, true), 1e-12)));

const crossEntropy = (logits: tf.Tensor2D, target: tf.Tensor2D): tf.Scalar =>
  tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), target), 1)));
