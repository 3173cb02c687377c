import type { AdapterAt, ClipConfig, Site } from '@dsra/clip';
import {
  type BlockKind,
  type DualShared,
  dualShared,
  type DualSharedOptions,
  type LinearAdapter,
  type Params,
} from '@dsra/core';
import type { Method } from '../method';
import { sentences } from '../setup';

export interface DsraOptions extends Partial<DualSharedOptions> {
  /** How the classes are written. Default: what a method combined with it says, or "a photo of a {}." */
  readonly template?: string;
}

const sites: Readonly<Record<BlockKind, Site>> = { attention: 'attentionIn', feedForward: 'feedForwardIn' };

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
  const dualSharedOptions: DualSharedOptions = { rank: 50, ...options };
  const family = ({ text, vision }: ClipConfig) => dualShared(dualSharedOptions, { text, vision });
  return {
    recipe: {
      method: 'dsra',
      options: { ...dualSharedOptions, ...(template !== undefined && { template }) } as never,
    },
    defaults: { batchSize: 4, learningRate: 2.7e-3 },
    ...(template !== undefined && { prompts: sentences(template) }),
    shapes: ({ config }) => family(config).shapes(),
    init: (random, { clip }) => family(clip.config).init(random),
    vision: (params, { clip }) => ({ adapters: adapters(family(clip.config), params, clip.config, 'vision') }),
    text: (params, { clip }) => ({ adapters: adapters(family(clip.config), params, clip.config, 'text') }),
  };
}

/** The adapters of one tower, layer by layer. */
function adapters(
  family: DualShared,
  params: Params,
  config: ClipConfig,
  tower: 'text' | 'vision',
): AdapterAt<LinearAdapter>[] {
  const places = Array.from({ length: config[tower].layers }, (_, layer) =>
    (Object.keys(sites) as BlockKind[]).map((kind) => ({ layer, kind })),
  ).flat();
  return places.flatMap(({ layer, kind }) => {
    const adapter = family.adapterAt(params, tower, layer, kind);
    return adapter ? [{ layer, site: sites[kind], adapter }] : [];
  });
}
