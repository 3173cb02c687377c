/** What is left to do with an image's feature once the classes are fixed: compare it with one vector per class. */
import { normalise } from '@dsra/clip';
import { DsraError, encodeSafetensors } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Inference } from './inference';

export interface Classifier {
  readonly classNames: readonly string[];
  /** `[C, e]`, rows of unit length in the order of the names. */
  readonly textFeatures: tf.Tensor2D;
  /** ln of the factor on the cosine. */
  readonly logitScale: tf.Scalar;
}

/** The classifier of a trained model; the caller owns the tensors. */
export function classifierOf(inference: Inference): Classifier {
  const { params, run } = inference;
  const { method, setup } = run;
  const { clip, classNames } = setup;
  refuseFor([
    ...(method.textPerImage ? ['its classes differ from picture to picture'] : []),
    ...(method.score ? ['it has a classifier of its own'] : []),
  ]);
  const textFeatures = tf.tidy(() => {
    const towers = {
      image: tf.zeros<tf.Rank.R2>([1, clip.config.embeddingWidth]),
      text: inference.classFeatures()!,
    };
    const { image, text } = method.features?.(params, towers, setup) ?? towers;
    // A method that leaves the image features alone hands on the tensor that it was given.
    refuseFor(image === towers.image ? [] : ['it changes image features after the tower']);
    return normalise(text as tf.Tensor2D);
  });
  return { classNames, textFeatures, logitScale: tf.clone(clip.weights.logitScale) };
}

function refuseFor(obstacles: readonly string[]): void {
  if (obstacles.length === 0) return;
  throw new DsraError('badInput', `this method has no classifier of fixed classes: ${obstacles.join('; ')}`);
}

/**
 * A classifier as a safetensors file: `text_features` `[C, e]`, `logit_scale` `[]` (ln of the factor), and the class names
 * as JSON in the metadata's `class_names`. Probabilities are softmax(exp(logit_scale) · f/|f| · text_featuresᵀ) for an
 * image's feature f.
 */
export async function encodeClassifier({
  classNames,
  textFeatures,
  logitScale,
}: Classifier): Promise<Uint8Array> {
  const stored = async ({ shape, data }: { shape: number[]; data: Promise<unknown> }) => ({
    dtype: 'F32' as const,
    shape,
    data: Float32Array.from((await data) as Float32Array),
  });
  const tensors = {
    text_features: await stored({ shape: textFeatures.shape, data: textFeatures.data() }),
    logit_scale: await stored({ shape: [], data: logitScale.data() }),
  };
  return encodeSafetensors(tensors, { format: 'dsra-classifier', class_names: JSON.stringify(classNames) });
}
