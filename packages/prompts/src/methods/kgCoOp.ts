import type { Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import { learnedContext } from '../parts/context';
import { nearHandWritten } from '../parts/knowledge';
import { handWrittenClasses } from '../parts/teachers';
import { recipe } from '../recipe';
import { defaultTemplate } from '../setup';
import type { MethodEntry } from './entry';
import { template, weight, wholeNumber, words } from './options';

export interface KgCoOpOptions {
  /** How many vectors. Default: 4. */
  readonly contextTokens?: number;
  /** The words that they start as; an empty text: random vectors. Default: "a photo of a". */
  readonly words?: string;
  /** Of the knowledge term, λ. Default: 8. */
  readonly weight?: number;
  /** The hand-written prompts that features stay near to. Default: "a photo of a {}." */
  readonly teacherTemplate?: string;
}

const training = { epochs: 100, batchSize: 128, learningRate: 2e-3 };
const source = 'htyao89/KgCoOp configs/trainers/KgCoOp/vit_b16_ep100_ctxv1.yaml';
const settings: PaperSettings = {
  fewShot: { training, source: `${source}, scripts/xd_train.sh; with 4 pictures per class` },
  baseToNew: { training, source },
  crossDataset: { training, source: `${source}, scripts/xd_train.sh` },
};

/** KgCoOp (Yao et al., CVPR 2023): CoOp, and a term that keeps the classes near their hand-written prompts. 2,048 parameters on ViT-B/16. */
export function kgCoOp(options: KgCoOpOptions = {}): Method {
  const {
    contextTokens = 4,
    words = 'a photo of a',
    weight = 8,
    teacherTemplate = defaultTemplate,
  } = options;
  return {
    recipe: recipe('kgCoOp', options),
    defaults: training,
    ...learnedContext({ contextTokens, words }),
    classTeacher: handWrittenClasses(teacherTemplate),
    terms: { knowledge: nearHandWritten(weight) },
  };
}

export const kgCoOpEntry: MethodEntry = {
  paper: 'Yao et al., Visual-Language Prompt Tuning with Knowledge-guided Context Optimization, CVPR 2023',
  trains: 'a context',
  freshIsZeroShot: false,
  settings,
  options: {
    contextTokens: wholeNumber('how many vectors', 4),
    words: words('a photo of a'),
    weight: weight('of the term that keeps the classes near their hand-written prompts', 8),
    teacherTemplate: { ...template, about: 'the hand-written prompt; {} stands for the class name' },
  },
  create: (options) => kgCoOp(options),
};
