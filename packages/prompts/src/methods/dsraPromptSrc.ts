import { combine } from '../combine';
import type { Method } from '../method';
import type { PaperSetting, PaperSettings } from '../paperSettings';
import { recipe, stated } from '../recipe';
import { dsra, dsraEntry, type DsraOptions } from './dsra';
import type { MethodEntry } from './entry';
import { promptSrc, promptSrcOptions, promptSrcSettings, type PromptSrcOptions } from './promptSrc';

export type DsraPromptSrcOptions = Omit<DsraOptions, 'template'> & PromptSrcOptions;

const learningRate = 2.7e-3;
const withRate = (setting: PaperSetting): PaperSetting => ({
  ...setting,
  training: { ...setting.training, learningRate },
  source: `Yin et al., AAAI 2025 (rate, batch size); epochs and average are not given: ${setting.source}`,
});
const settings: PaperSettings = {
  fewShot: withRate(promptSrcSettings.fewShot),
  baseToNew: withRate(promptSrcSettings.baseToNew),
  crossDataset: withRate(promptSrcSettings.crossDataset),
};

/**
 * The paper's full method (Yin et al., AAAI 2025): PromptSRC's prompts and losses, with DsRA in both towers.
 * 174,680 parameters on ViT-B/16; `sites: ['attention']` or `['feedForward']`: 110,680.
 *
 * The same as `combine({ dsra: dsra(), promptSrc: promptSrc() })`, under one name.
 */
export function dsraPromptSrc(options: DsraPromptSrcOptions = {}): Method {
  const { rank, sites, coefficients, pairing, ...prompts } = options;
  const adapters = stated({ rank, sites, coefficients, pairing }) as DsraOptions;
  return {
    ...combine({ dsra: dsra(adapters), promptSrc: promptSrc(prompts) }),
    recipe: recipe('dsraPromptSrc', options),
    defaults: settings.fewShot.training,
  };
}

const { rank, sites, coefficients, pairing } = dsraEntry.options;

export const dsraPromptSrcEntry: MethodEntry = {
  paper: 'Yin et al., Exploring the Better Multimodal Synergy Strategy for Vision-Language Models, AAAI 2025',
  trains: 'DsRA’s adapters, and PromptSRC’s prompts',
  freshIsZeroShot: false,
  settings,
  options: {
    rank: rank!,
    sites: sites!,
    coefficients: coefficients!,
    pairing: pairing!,
    ...promptSrcOptions,
  },
  create: (options) => dsraPromptSrc(options),
};
