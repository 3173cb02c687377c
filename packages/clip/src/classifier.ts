import * as tf from '@tensorflow/tfjs';
import type { Clip } from './clip';

/** Rows of unit length, owned by the caller. */
export function normalise(features: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.div(features, tf.sqrt(tf.sum(tf.square(features), 1, true))));
}

/**
 * exp(logitScale) · cosine: `[B, e]` × `[C, e]` → `[B, C]`, owned by the caller. Neither side has to be normalised.
 * @param logitScale ln of the factor, a scalar
 */
export function cosineLogits(image: tf.Tensor2D, text: tf.Tensor2D, logitScale: tf.Scalar): tf.Tensor2D {
  return tf.tidy(() =>
    tf.mul<tf.Tensor2D>(tf.matMul(normalise(image), normalise(text), false, true), tf.exp(logitScale)),
  );
}

/** Underscores become spaces, nothing else changes (KaiyangZhou/CoOp trainers/coop.py). */
export const cleanClassName = (name: string): string => name.replaceAll('_', ' ');

/** The template's sentence for a class: `{}` stands for the name. */
export const sentence = (template: string, className: string): string =>
  template.replaceAll('{}', cleanClassName(className));

/** How the features of several templates become one. */
export type Averaging =
  /** normalise → mean → normalise: zero-shot ensembles (KaiyangZhou/CoOp trainers/zsclip.py) */
  | 'normalised'
  /** mean → normalise: PromptSRC's teacher (muzairkhattak/PromptSRC trainers/promptsrc.py) */
  | 'raw';

/**
 * The zero-shot classifier of class names: for each class, the mean text feature over the templates, of unit length.
 *
 * @param sentences for each template, one prompt per class; see `sentence`
 * @returns `[C, embeddingWidth]`, owned by the caller
 */
export function zeroShotClassifier(
  clip: Pick<Clip, 'encodeText'>,
  sentences: readonly Parameters<Clip['encodeText']>[0][],
  averaging: Averaging = 'normalised',
): tf.Tensor2D {
  return tf.tidy(() => {
    // One call per template: prompts of one template share the longest prefix.
    const perTemplate = sentences.map((prompts) => {
      const features = clip.encodeText(prompts);
      return averaging === 'normalised' ? normalise(features) : features;
    });
    return normalise(tf.div(tf.addN(perTemplate), perTemplate.length));
  });
}
