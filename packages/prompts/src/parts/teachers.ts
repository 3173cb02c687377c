import { cosineLogits, normalise, sentence, zeroShotClassifier } from '@dsra/clip';
import type { Tensor2D } from '@tensorflow/tfjs';
import type { Params } from '@dsra/core';
import type { Frame, Method } from '../method';

type Averaging = NonNullable<Parameters<typeof zeroShotClassifier>[2]>;

/** `classes` `[C, e]`: the plain clip's classifier from one hand-written template or the mean over several. */
export const handWrittenClasses =
  (templates: string | readonly string[], averaging: Averaging = 'normalised'): ((frame: Frame) => Params) =>
  ({ clip, classNames }) => {
    const prompts = [templates].flat().map((template) => classNames.map((name) => sentence(template, name)));
    return { classes: zeroShotClassifier(clip, prompts, averaging) };
  };

/** `features` `[B, e]` of unit length and `logits` `[B, C]`: what the plain clip makes of the pictures and `classes`. */
export const plainAnswers: NonNullable<Method['imageTeacher']> = (image, { clip, classTeacher }) => ({
  features: normalise(image),
  logits: cosineLogits(image, classTeacher.classes as Tensor2D, clip.weights.logitScale),
});
