import * as tf from '@tensorflow/tfjs';
import type { Clip } from './clip';

/** Vectors of unit length along the last axis, owned by the caller. */
export function normalise<T extends tf.Tensor2D | tf.Tensor3D>(features: T): T {
  return tf.tidy(() => tf.div(features, tf.sqrt(tf.sum(tf.square(features), -1, true))));
}

/**
 * exp(logitScale) · cosine: `[B, e]` × `[C, e]` → `[B, C]`, owned by the caller. Neither side has to be normalised.
 * @param text `[C, e]`, or `[B, C, e]` where each image has text features of its own
 * @param logitScale ln of the factor, a scalar
 */
export function cosineLogits(
  image: tf.Tensor2D,
  text: tf.Tensor2D | tf.Tensor3D,
  logitScale: tf.Scalar,
): tf.Tensor2D {
  return tf.tidy(() => tf.mul<tf.Tensor2D>(cosines(normalise(image), normalise(text)), tf.exp(logitScale)));
}

function cosines(image: tf.Tensor2D, text: tf.Tensor2D | tf.Tensor3D): tf.Tensor2D {
  if (text.rank === 2) return tf.matMul(image, text, false, true);
  const [batch, classes] = text.shape as [number, number, number];
  return tf.reshape(tf.matMul(tf.expandDims<tf.Tensor3D>(image, 1), text as tf.Tensor3D, false, true), [
    batch,
    classes,
  ]);
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

/** More at a time are not faster, and take more memory. */
const AT_ONCE = 500;

function encodeInParts(
  clip: Pick<Clip, 'encodeText'>,
  prompts: Parameters<Clip['encodeText']>[0],
): tf.Tensor2D {
  const parts = Array.from({ length: Math.ceil(prompts.length / AT_ONCE) }, (_, i) =>
    clip.encodeText(prompts.slice(i * AT_ONCE, (i + 1) * AT_ONCE)),
  );
  return parts.length === 1 ? parts[0]! : tf.concat(parts);
}

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
      const features = encodeInParts(clip, prompts);
      return averaging === 'normalised' ? normalise(features) : features;
    });
    // Not `tf.addN`: on webgpu it is garbage for more tensors than a shader may bind.
    const total = perTemplate.reduce((sum, features) => tf.add(sum, features));
    return normalise(tf.div(total, perTemplate.length));
  });
}
