import type { Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import { recipe, stated } from '../recipe';
import type { MethodEntry } from './entry';
import { independentOptions, independentPrompts, type IvlpOptions } from './ivlp';

export type CoOpStarOptions = Omit<IvlpOptions, 'textDepth'>;

const defaults = { textTokens: 4, visionTokens: 4, visionDepth: 9, words: 'a photo of a' };
const training = { epochs: 50, batchSize: 4, learningRate: 2.5e-3 };
const source = 'not given by the paper; muzairkhattak/PromptSRC configs/trainers/IVLP';
const settings: PaperSettings = {
  fewShot: { training, source },
  baseToNew: { training: { ...training, epochs: 20 }, source },
  crossDataset: { training: { ...training, epochs: 20 }, source },
};

/**
 * CoOp* (Yin et al., AAAI 2025, Table 1: “with visual prompt tuning”): CoOp's context, and deep prompts in the image
 * tower. 29,696 parameters on ViT-B/16, the paper's 0.03m.
 */
export function coOpStar(options: CoOpStarOptions = {}): Method {
  return {
    recipe: recipe('coOpStar', options),
    defaults: training,
    ...independentPrompts({ ...defaults, ...stated(options), textDepth: 1 }),
  };
}

const { textTokens, visionTokens, visionDepth, words } = independentOptions({ ...defaults, textDepth: 1 });

export const coOpStarEntry: MethodEntry = {
  paper: 'CoOp with deep visual prompts, as in Yin et al., AAAI 2025',
  trains: 'a context, and prompts in the first blocks of the image tower',
  freshIsZeroShot: false,
  settings,
  options: { textTokens, visionTokens, visionDepth, words },
  create: (options) => coOpStar(options),
};
