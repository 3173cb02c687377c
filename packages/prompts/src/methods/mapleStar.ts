import type { Method } from '../method';
import { recipe } from '../recipe';
import type { MethodEntry } from './entry';
import { coupledPrompts, mapleEntry, type MapleOptions } from './maple';

/**
 * MaPLe* (Yin et al., AAAI 2025, Table 1: “a shared coupling function across all layers”): MaPLe with one coupling for all
 * blocks behind the first. 797,184 parameters on ViT-B/16, the paper's 0.80m.
 */
export const mapleStar = (options: MapleOptions = {}): Method => ({
  recipe: recipe('mapleStar', options),
  ...coupledPrompts(options, 'shared'),
});

export const mapleStarEntry: MethodEntry = {
  ...mapleEntry,
  paper: 'MaPLe with one coupling for all deep blocks, as in Yin et al., AAAI 2025',
  trains: 'prompts in the first blocks of the text tower, and two couplings for the image tower’s',
  create: (options) => mapleStar(options),
};
