import type { AdapterAt, Clip, ClipConfig, TowerConfig } from '@dsra/clip';
import {
  type BlockKind,
  type DualShared,
  dualShared,
  dualSharedAsLora,
  type DualSharedOptions,
  type LinearAdapter,
  type Params,
  type Tower,
} from '@dsra/core';
import * as z from 'zod/mini';
import type { LoraAt, Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import { recipe, stated } from '../recipe';
import { sentences } from '../setup';
import type { MethodEntry } from './entry';
import { template } from './options';
import { zeroShot } from './zeroShot';

export interface DsraOptions extends Partial<DualSharedOptions> {
  /** How the classes are written. Default: what a method combined with it says, or "a photo of a {}." */
  readonly template?: string;
}

/** Where the two kinds of blocks begin: the site, and the linear map that stands there. */
const sites = {
  attention: { site: 'attentionIn', linear: 'queryKeyValue' },
  feedForward: { site: 'feedForwardIn', linear: 'feedForwardIn' },
} as const;

const training = { batchSize: 4, learningRate: 2.7e-3 };
const source = 'Yin et al., AAAI 2025; epochs are not given: PromptSRC’s';
const settings: PaperSettings = {
  fewShot: { training: { ...training, epochs: 50 }, source },
  baseToNew: { training: { ...training, epochs: 20 }, source },
  crossDataset: { training: { ...training, epochs: 20 }, source },
};

/**
 * DsRA (Yin et al., AAAI 2025, Eqs. 12–17): a dual-shared adapter before every attention and feed-forward block of
 * both towers. The defaults are the paper's: rank 50, both block kinds, one r per layer for both towers and kinds.
 *
 * ```ts
 * dsra();                                   // 128,600 parameters on ViT-B/16
 * dsra({ rank: 50, sites: ['attention'] }); // the paper's MAB only: 64,600
 * ```
 */
export function dsra({ template, ...options }: DsraOptions = {}): Method {
  const dualSharedOptions: DualSharedOptions = { rank: 50, ...stated(options) };
  const family = ({ text, vision }: ClipConfig) => dualShared(dualSharedOptions, { text, vision });
  return {
    recipe: recipe('dsra', { ...dualSharedOptions, template }),
    defaults: training,
    ...(template !== undefined && { prompts: sentences(template), withoutAdapters: zeroShot({ template }) }),
    parameters: {
      shapes: ({ config }) => family(config).shapes(),
      init: (random, { clip }) => family(clip.config).init(random),
    },
    vision: (params, { clip }) => ({
      adapters: adapters(family(clip.config), params, clip.config, 'vision'),
    }),
    text: (params, { clip }) => ({ adapters: adapters(family(clip.config), params, clip.config, 'text') }),
    lora: (params, { clip }) =>
      (['text', 'vision'] as const).flatMap((tower) => loras(family(clip.config), params, clip, tower)),
  };
}

/** Every block of a tower, in order. */
const blocks = ({ layers }: TowerConfig): { layer: number; kind: BlockKind }[] =>
  Array.from({ length: layers }, (_, layer) => [
    { layer, kind: 'attention' as const },
    { layer, kind: 'feedForward' as const },
  ]).flat();

/** The adapters of one tower. */
const adapters = (
  family: DualShared,
  params: Params,
  config: ClipConfig,
  tower: Tower,
): AdapterAt<LinearAdapter>[] =>
  blocks(config[tower]).flatMap(({ layer, kind }) => {
    const adapter = family.adapterAt(params, tower, layer, kind);
    return adapter ? [{ layer, site: sites[kind].site, adapter }] : [];
  });

/** The same as LoRA factors: A = M, B = diag(r)·Mᵀ·W. */
const loras = (family: DualShared, params: Params, { config, weights }: Clip, tower: Tower): LoraAt[] =>
  blocks(config[tower]).flatMap(({ layer, kind }) => {
    const read = family.leavesAt(params, tower, layer, kind);
    if (!read) return [];
    const { site, linear } = sites[kind];
    const map = weights[tower].blocks[layer]![linear];
    return [{ tower, layer, site, factors: dualSharedAsLora(read.projection, read.coefficients, map) }];
  });

const sharing = z.enum(['shared', 'separate']);
const layers = z.array(z.nullable(z.int().check(z.minimum(0))));

export const dsraEntry: MethodEntry = {
  paper: 'Yin et al., Exploring the Better Multimodal Synergy Strategy for Vision-Language Models, AAAI 2025',
  trains: 'a linear adapter before each block of both towers',
  freshIsZeroShot: true,
  settings,
  options: {
    rank: {
      about: 'the columns of the shared matrices',
      expects: 'a whole number above 0',
      default: 50,
      onSmallModels: 16,
      schema: z.int().check(z.minimum(1)),
    },
    sites: {
      about: 'which blocks have adapters: the paper’s MAB (attention), FNB (feedForward), or both',
      expects: 'a list of "attention" and "feedForward"',
      default: ['attention', 'feedForward'],
      schema: z.array(z.enum(['attention', 'feedForward'])).check(z.minLength(1)),
    },
    coefficients: {
      about: 'who reads the same coefficients: both towers, both block kinds of a layer',
      expects: '{"acrossTowers": "shared" or "separate", "acrossSites": "shared" or "separate"}',
      default: { acrossTowers: 'shared', acrossSites: 'shared' },
      schema: z.strictObject({ acrossTowers: sharing, acrossSites: sharing }),
    },
    pairing: {
      about: 'for towers of unequal depth: the number of the coefficients that each layer reads',
      expects: '{"text": […], "vision": […]} with a whole number or null for each layer',
      schema: z.strictObject({ text: layers, vision: layers }),
    },
    template,
  },
  create: (options) => dsra(options),
};
