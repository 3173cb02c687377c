import type { Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import { learnedContext } from '../parts/context';
import { distanceFromZeroShot, projectOntoGuide } from '../parts/projectedGradient';
import { handWrittenClasses, plainAnswers } from '../parts/teachers';
import { recipe } from '../recipe';
import { defaultTemplate } from '../setup';
import type { MethodEntry } from './entry';
import { positive, template, weight, wholeNumber, words } from './options';

export interface ProGradOptions {
  /** How many vectors; those beyond the words start as zeros. Default: 16. */
  readonly contextTokens?: number;
  /** The words that the last vectors start as; an empty text: all random. Default: those before the name in `teacherTemplate`. */
  readonly words?: string;
  /** λ: how much of the conflicting part of the gradient is taken out. Default: 1. */
  readonly strength?: number;
  /** Of the comparison with the zero-shot answers. Default: 1. */
  readonly temperature?: number;
  /** How the zero-shot answers write the classes. Default: "a photo of a {}." */
  readonly teacherTemplate?: string;
}

const training = { epochs: 100, batchSize: 32, learningRate: 2e-3 };
const source = 'BeierZhu/Prompt-align ProGrad.public README.md';
const settings: PaperSettings = {
  fewShot: {
    training: { ...training, epochs: 200 },
    epochsFromShots: { 1: 50, 2: 100, 8: 200 },
    source: `${source} (λ is 0.8 for 8 and 16 shots of Flowers102, DTD, EuroSAT)`,
  },
  baseToNew: { training, source: `${source}; with 4 pictures per class (ImageNet: 50 epochs)` },
  crossDataset: { training: { ...training, epochs: 50 }, source: `${source}; with 4 pictures per class` },
};

/**
 * ProGrad (Zhu et al., ICCV 2023): CoOp, whose gradient gives up, tensor by tensor, what would unlearn the zero-shot
 * answers. 8,192 parameters on ViT-B/16.
 */
export function proGrad(options: ProGradOptions = {}): Method {
  const { contextTokens = 16, teacherTemplate = defaultTemplate } = options;
  const words = options.words ?? wordsBefore(teacherTemplate);
  const { strength = 1, temperature = 1 } = options;
  return {
    recipe: recipe('proGrad', options),
    defaults: settings.fewShot.training,
    ...learnedContext({ contextTokens, words }),
    classTeacher: handWrittenClasses(teacherTemplate),
    imageTeacher: plainAnswers,
    rule: { loss: distanceFromZeroShot(temperature), bend: projectOntoGuide(strength) },
  };
}

/** The official start: the hand-written template without " {}.". */
const wordsBefore = (written: string): string => written.slice(0, written.indexOf('{}')).trim();

export const proGradEntry: MethodEntry = {
  paper: 'Zhu et al., Prompt-aligned Gradient for Prompt Tuning, ICCV 2023',
  trains: 'a context',
  freshIsZeroShot: false,
  settings,
  options: {
    contextTokens: wholeNumber('how many vectors; those beyond the words start as zeros', 16),
    words: {
      ...words('a photo of a'),
      about: 'the words that the last vectors start as (default: those of teacherTemplate)',
    },
    strength: weight('how much of a gradient’s part against the zero-shot answers is taken out (λ)', 1),
    temperature: positive('of the comparison with the zero-shot answers', 1),
    teacherTemplate: { ...template, about: 'how the zero-shot answers write a class' },
  },
  create: (options) => proGrad(options),
};
