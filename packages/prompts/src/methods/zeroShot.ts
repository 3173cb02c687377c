import type { Tensor2D } from '@tensorflow/tfjs';
import type { Method } from '../method';
import { handWrittenClasses } from '../parts/teachers';
import { sentences } from '../setup';
import type { MethodEntry } from './entry';
import { templates } from './options';

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
function ensemble(written: readonly string[]): Method {
  return {
    fixedClasses: true,
    prepare: handWrittenClasses(written),
    features: (_params, { image }, { prepared }) => ({ image, text: prepared.classes as Tensor2D }),
  };
}

export const zeroShotEntry: MethodEntry = {
  paper: 'Radford et al., Learning Transferable Visual Models From Natural Language Supervision, ICML 2021',
  trains: 'nothing',
  freshIsZeroShot: true,
  options: {
    template: templates,
  },
  create: (options) => zeroShot(options),
};
