import type { Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import { type ClassNameAt, countWords, learnedContext } from '../parts/context';
import { recipe } from '../recipe';
import type { MethodEntry } from './entry';
import { oneOf, wholeNumber, words, yesOrNo } from './options';

export interface CoOpOptions {
  /** How many vectors. Default: as many as there are words, else 16. */
  readonly contextTokens?: number;
  /** The words that they start as: "a photo of a". Default: none, random vectors. */
  readonly words?: string;
  /** Default: `'end'`. */
  readonly classNameAt?: ClassNameAt;
  /** Vectors of each class's own (CSC), which fit no other class. With words they are shared all the same, as in the paper's code. */
  readonly perClass?: boolean;
}

const settings: PaperSettings = {
  fewShot: {
    training: { epochs: 200, batchSize: 32, learningRate: 2e-3 },
    epochsFromShots: { 1: 50, 2: 100, 8: 200 },
    source: 'KaiyangZhou/CoOp COOP.md (ImageNet: 50 epochs)',
  },
  baseToNew: {
    options: { contextTokens: 4, words: 'a photo of a' },
    training: { epochs: 200, batchSize: 32, learningRate: 2e-3 },
    source:
      'KaiyangZhou/CoOp scripts/cocoop/base2new_train.sh, configs/trainers/CoOp/vit_b16_ctxv1.yaml (ImageNet: 50 epochs)',
  },
  crossDataset: {
    options: { contextTokens: 4, words: 'a photo of a' },
    training: { epochs: 50, batchSize: 32, learningRate: 2e-3 },
    source: 'KaiyangZhou/CoOp scripts/cocoop/xd_train.sh',
  },
};

/**
 * CoOp (Zhou et al., IJCV 2022): learned vectors in place of the words around the class names.
 *
 * ```ts
 * coOp();                          // 16 random vectors: 8,192 parameters on ViT-B/16
 * coOp({ words: 'a photo of a' }); // four, from these words: 2,048
 * ```
 */
export function coOp(options: CoOpOptions = {}): Method {
  const words = options.words?.trim() === '' ? undefined : options.words;
  const contextTokens = options.contextTokens ?? (words === undefined ? 16 : countWords(words));
  const perClass = options.perClass && words === undefined;
  return {
    recipe: recipe('coOp', options),
    defaults: settings.fewShot.training,
    ...learnedContext({ contextTokens, words, classNameAt: options.classNameAt, perClass }),
  };
}

export const coOpEntry: MethodEntry = {
  paper: 'Zhou et al., Learning to Prompt for Vision-Language Models, IJCV 2022',
  trains: 'a context in place of the words around the class name',
  freshIsZeroShot: false,
  settings,
  options: {
    contextTokens: wholeNumber('how many vectors (with words and without this: one per word)', 16),
    words: words(''),
    classNameAt: oneOf('where the class name stands among them', ['end', 'middle', 'front']),
    perClass: yesOrNo('vectors of each class’s own, which fit no other class (CSC)'),
  },
  create: (options) => coOp(options),
};
