import type { ClipConfig } from '@dsra/clip';
import { fromLeaves, leaves } from '@dsra/core';
import type { Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import { coupledVectors, type CouplingSharing, couplingShapes, initCouplings } from '../parts/coupling';
import { deepTextPrompts, promptedLayers } from '../parts/deepPrompts';
import { recipe } from '../recipe';
import type { MethodEntry } from './entry';
import { wholeNumber, words } from './options';

export interface MapleOptions {
  /** Vectors in both towers. Default: 2. */
  readonly tokens?: number;
  /** Blocks with vectors of their own, block 0 among them; at most the shallower tower's. Default: 9. */
  readonly depth?: number;
  /** What block 0's text vectors start as, if there are as many words. Default: "a photo of a". */
  readonly words?: string;
}

const training = { epochs: 5, batchSize: 4, learningRate: 3.5e-3 };
const source = 'muzairkhattak/multimodal-prompt-learning configs/trainers/MaPLe';
export const mapleSettings: PaperSettings = {
  fewShot: { training, source: `${source}; none of its own, base-to-new’s` },
  baseToNew: { training, source },
  crossDataset: {
    options: { depth: 3 },
    training: { epochs: 2, batchSize: 4, learningRate: 2.6e-3 },
    source,
  },
};

/**
 * MaPLe (Khattak et al., CVPR 2023): deep text prompts; image prompts are linear images of them, so that text prompts
 * learn from both towers. 3,555,072 parameters on ViT-B/16.
 */
export const maple = (options: MapleOptions = {}): Method => ({
  recipe: recipe('maple', options),
  ...coupledPrompts(options, 'separate'),
});

/** MaPLe's prompts without a name; `shared`: one coupling for all blocks behind the first (MaPLe*). */
export function coupledPrompts(
  { tokens = 2, depth = 9, words = 'a photo of a' }: MapleOptions,
  sharing: CouplingSharing,
): Method {
  const text = deepTextPrompts({ tokens, depth, words });
  // Blocks of the text tower beyond the image tower's last have nothing to be coupled with.
  const layersOf = ({ text, vision }: ClipConfig) =>
    promptedLayers({ tokens, depth }, { layers: Math.min(text.layers, vision.layers) });
  return {
    ...text,
    defaults: training,
    parameters: {
      shapes: (architecture) => ({
        ...text.parameters.shapes(architecture),
        ...couplingShapes(layersOf(architecture.config), sharing, architecture.config),
      }),
      init: (random, frame) => {
        const { config } = frame.clip;
        const couplings = initCouplings(random, layersOf(config), sharing, config);
        return fromLeaves([...leaves(text.parameters.init(random, frame)), ...couplings]);
      },
    },
    vision: (params, { clip }) => ({ vectors: coupledVectors(params, layersOf(clip.config), sharing) }),
  };
}

export const mapleOptions = {
  tokens: wholeNumber('vectors in each tower', 2),
  depth: wholeNumber('blocks with vectors of their own, at most all', 9),
  words: words('a photo of a'),
};

export const mapleEntry: MethodEntry = {
  paper: 'Khattak et al., MaPLe: Multi-modal Prompt Learning, CVPR 2023',
  trains: 'prompts in the first blocks of the text tower, and couplings that make the image tower’s of them',
  freshIsZeroShot: false,
  settings: mapleSettings,
  options: mapleOptions,
  create: (options) => maple(options),
};
