import { sentence, zeroShotClassifier } from '@dsra/clip';
import type { Tensor2D } from '@tensorflow/tfjs';
import * as z from 'zod/mini';
import type { Method } from '../method';
import { sentences } from '../setup';
import type { MethodEntry } from './entry';
import { template } from './options';

export interface ZeroShotOptions {
  /** One hand-written template, or several whose normalised features are averaged. Default: "a photo of a {}." */
  readonly template?: string | readonly string[];
}

/**
 * CLIP as it is (Radford et al. 2021): nothing is trained, classes are told apart by hand-written sentences.
 *
 * ```ts
 * zeroShot({ template: 'a photo of a {}, a type of pet.' });
 * ```
 */
export function zeroShot({ template }: ZeroShotOptions = {}): Method {
  if (template === undefined) return { recipe: { method: 'zeroShot', options: {} } };
  const recipe = { method: 'zeroShot', options: { template } };
  if (typeof template === 'string') return { recipe, prompts: sentences(template) };
  return { recipe, ...ensemble(template) };
}

/** normalise → mean → normalise (KaiyangZhou/CoOp trainers/zsclip.py), once per class list. */
function ensemble(templates: readonly string[]): Method {
  return {
    classTeacher: ({ clip, classNames }) => {
      const prompts = templates.map((template) => classNames.map((name) => sentence(template, name)));
      return { classes: zeroShotClassifier(clip, prompts) };
    },
    features: (_params, { image }, { classTeacher }) => ({ image, text: classTeacher.classes as Tensor2D }),
  };
}

export const zeroShotEntry: MethodEntry = {
  paper: 'Radford et al., Learning Transferable Visual Models From Natural Language Supervision, ICML 2021',
  trains: 'nothing',
  freshIsZeroShot: true,
  options: {
    template: {
      ...template,
      expects: 'a text with {} in it, or a list of such',
      schema: z.union([template.schema, z.array(template.schema).check(z.minLength(1))]),
    },
  },
  create: (options) => zeroShot(options),
};
