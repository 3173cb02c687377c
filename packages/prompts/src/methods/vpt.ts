import type { Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import { deepVisionPrompts } from '../parts/deepPrompts';
import { recipe } from '../recipe';
import { sentences } from '../setup';
import type { MethodEntry } from './entry';
import { template, wholeNumber } from './options';

export interface VptOptions {
  /** Vectors behind the patches. Default: 8. */
  readonly visionTokens?: number;
  /** Blocks with vectors of their own, block 0 among them; 1: shallow; at most the tower's. Default: 12. */
  readonly visionDepth?: number;
  /** How the classes are written. Default: what a method combined with it says, or "a photo of a {}." */
  readonly template?: string;
}

const training = { epochs: 5, batchSize: 4, learningRate: 2.5e-3 };
const source = 'muzairkhattak/multimodal-prompt-learning configs/trainers/VPT/vit_b16_c2_ep5_batch4_4.yaml';
const settings: PaperSettings = {
  fewShot: { training, source: `${source}; none of its own, base-to-new’s` },
  baseToNew: { training, source },
  crossDataset: { training, source: `${source}; none that runs as published, base-to-new’s` },
};

/**
 * VPT (Jia et al., ECCV 2022), on CLIP: prompts in the image tower; the classes are hand-written sentences.
 *
 * ```ts
 * vpt();                   // deep: 73,728 parameters on ViT-B/16
 * vpt({ visionDepth: 1 }); // shallow
 * ```
 */
export function vpt(options: VptOptions = {}): Method {
  const { visionTokens = 8, visionDepth = 12, template: written } = options;
  return {
    recipe: recipe('vpt', options),
    defaults: training,
    ...(written !== undefined && { prompts: sentences(written) }),
    ...deepVisionPrompts({ tokens: visionTokens, depth: visionDepth }),
  };
}

export const vptEntry: MethodEntry = {
  paper: 'Jia et al., Visual Prompt Tuning, ECCV 2022',
  trains: 'prompts in the blocks of the image tower',
  freshIsZeroShot: false,
  settings,
  options: {
    visionTokens: wholeNumber('vectors behind the patches', 8),
    visionDepth: wholeNumber('blocks with vectors of their own, at most all; 1: shallow', 12),
    template,
  },
  create: (options) => vpt(options),
};
