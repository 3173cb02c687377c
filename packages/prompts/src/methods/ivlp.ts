import type { Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import { deepTextPrompts, deepVisionPrompts } from '../parts/deepPrompts';
import { bothTowers } from '../parts/bothTowers';
import { recipe } from '../recipe';
import type { MethodEntry, MethodOption } from './entry';
import { wholeNumber, words } from './options';

export interface IvlpOptions {
  /** Vectors over the tokens behind the start token. Default: 2. */
  readonly textTokens?: number;
  /** Vectors behind the patches; 0: none. Default: 2. */
  readonly visionTokens?: number;
  /** Blocks with vectors of their own, block 0 among them; at most the tower's. Default: 12. */
  readonly textDepth?: number;
  readonly visionDepth?: number;
  /** What block 0's text vectors start as, if there are as many words. Default: "a photo of a". */
  readonly words?: string;
}

const training = { epochs: 5, batchSize: 4, learningRate: 3.5e-3 };
const source = 'muzairkhattak/multimodal-prompt-learning configs/trainers/IVLP';
const settings: PaperSettings = {
  fewShot: { training, source: `${source}; none of its own, base-to-new’s` },
  baseToNew: { training, source },
  crossDataset: { training, source: `${source}; none that runs as published, base-to-new’s` },
};

/**
 * IVLP (Khattak et al. 2023, the baseline of MaPLe): deep prompts in both towers that do not know of each other.
 *
 * ```ts
 * ivlp(); // 2 + 2 vectors in 12 blocks: 30,720 parameters on ViT-B/16
 * ```
 */
export function ivlp(options: IvlpOptions = {}): Method {
  return { recipe: recipe('ivlp', options), defaults: training, ...independentPrompts(options) };
}

/** The two towers' prompts, without a name: what IVLP, CoOp* and PromptSRC learn. */
export function independentPrompts({
  textTokens = 2,
  visionTokens = 2,
  textDepth = 12,
  visionDepth = 12,
  words = 'a photo of a',
}: IvlpOptions): Pick<Method, 'prompts' | 'parameters' | 'text' | 'vision'> {
  return bothTowers(
    deepTextPrompts({ tokens: textTokens, depth: textDepth, words }),
    deepVisionPrompts({ tokens: visionTokens, depth: visionDepth }),
  );
}

/** The options of independent prompts with these defaults. */
export const independentOptions = (
  defaults: Required<IvlpOptions>,
): Record<keyof IvlpOptions, MethodOption> => ({
  textTokens: wholeNumber('vectors in the text tower', defaults.textTokens),
  visionTokens: wholeNumber('vectors in the image tower; 0: none', defaults.visionTokens, 0),
  textDepth: wholeNumber('text blocks with vectors of their own, at most all', defaults.textDepth),
  visionDepth: wholeNumber(
    'image blocks with vectors of their own, at most all; 0: none',
    defaults.visionDepth,
    0,
  ),
  words: words(defaults.words),
});

export const ivlpEntry: MethodEntry = {
  paper: 'Khattak et al., MaPLe, CVPR 2023 (its independent baseline)',
  trains: 'prompts in the first blocks of both towers',
  freshIsZeroShot: false,
  settings,
  options: independentOptions({
    textTokens: 2,
    visionTokens: 2,
    textDepth: 12,
    visionDepth: 12,
    words: 'a photo of a',
  }),
  create: (options) => ivlp(options),
};
