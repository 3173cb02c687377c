import { DsraError } from './errors';
import type { Pairing, Tower } from './pairing';

/** Where in a transformer block an adapter stands: before attention (the paper's MAB) or before the feed-forward map (FNB). */
export type BlockKind = 'attention' | 'feedForward';

/** The depth and width of one tower. */
export interface TowerShape {
  readonly width: number;
  readonly layers: number;
}

/** What the paper varies. */
export interface DualSharedConfig {
  /** k, the columns of M. */
  readonly rank: number;
  readonly sites: readonly BlockKind[];
  /** Who reads the same r: default both towers, and both sites of a layer. */
  readonly coefficients: {
    readonly acrossTowers: 'shared' | 'separate';
    readonly acrossSites: 'shared' | 'separate';
  };
  /** Needed when towers of unequal depth share coefficients. Default: layer i of one with layer i of the other. */
  readonly pairing?: Pairing;
}

/** A configuration with the paper's defaults left out. */
export type DualSharedOptions = Pick<DualSharedConfig, 'rank'> & Partial<Omit<DualSharedConfig, 'rank'>>;

/** The whole configuration, checked against the towers it is for. */
export type ResolvedDualShared = DualSharedConfig & { readonly pairing: Pairing };

const kinds: readonly string[] = ['attention', 'feedForward'] satisfies BlockKind[];
const towerNames = ['text', 'vision'] as const;

/** @throws DsraError `badConfig`, naming the option, what it is and what it should be. */
export function resolveDualShared(
  options: DualSharedOptions,
  towers: Readonly<Record<Tower, TowerShape>>,
): ResolvedDualShared {
  const {
    rank,
    sites = ['attention', 'feedForward'],
    coefficients = { acrossTowers: 'shared', acrossSites: 'shared' },
  } = options;
  checkRank(rank, towers);
  checkSites(sites);
  checkSharing(coefficients);
  const shared = coefficients.acrossTowers === 'shared';
  const pairing = options.pairing ?? layerByLayer(towers, shared);
  checkPairing(pairing, towers, shared);
  return { rank, sites, coefficients, pairing };
}

function checkRank(rank: number, towers: Readonly<Record<Tower, TowerShape>>): void {
  const widest = Math.min(...towerNames.map((tower) => towers[tower].width));
  if (!Number.isInteger(rank) || rank < 1 || rank > widest) {
    throw new DsraError(
      'badConfig',
      `rank must be an integer from 1 to ${widest}, the width of the narrower tower, got ${rank}`,
    );
  }
}

function checkSites(sites: readonly BlockKind[]): void {
  const known = sites.every((site) => kinds.includes(site));
  if (!known || sites.length === 0 || new Set(sites).size !== sites.length) {
    throw new DsraError(
      'badConfig',
      `sites must be "attention", "feedForward" or both, got [${sites.join(', ')}]`,
    );
  }
}

function checkSharing(coefficients: DualSharedConfig['coefficients']): void {
  for (const across of ['acrossTowers', 'acrossSites'] as const) {
    if (!['shared', 'separate'].includes(coefficients[across])) {
      throw new DsraError(
        'badConfig',
        `coefficients.${across} must be "shared" or "separate", got "${coefficients[across]}"`,
      );
    }
  }
}

function layerByLayer(towers: Readonly<Record<Tower, TowerShape>>, shared: boolean): Pairing {
  const { text, vision } = towers;
  if (shared && text.layers !== vision.layers) {
    throw new DsraError(
      'badConfig',
      `the text tower has ${text.layers} layers and the vision tower ${vision.layers}, so they cannot share coefficients layer by layer: ` +
        `give the option pairing, e.g. proportionalPairing(${text.layers}, ${vision.layers})`,
    );
  }
  const each = ({ layers }: TowerShape) => Array.from({ length: layers }, (_, i) => i);
  return { text: each(text), vision: each(vision) };
}

function checkPairing(pairing: Pairing, towers: Readonly<Record<Tower, TowerShape>>, shared: boolean): void {
  for (const tower of towerNames) {
    const { layers } = towers[tower];
    if (pairing[tower].length !== layers) {
      throw new DsraError(
        'badConfig',
        `pairing.${tower} has ${pairing[tower].length} entries, but the tower has ${layers} layers`,
      );
    }
  }
  if (shared) checkDense([...pairing.text, ...pairing.vision], 'pairing');
  else for (const tower of towerNames) checkDense(pairing[tower], `pairing.${tower}`);
}

/** Numbers that nobody reads would be parameters that never learn. */
function checkDense(numbers: readonly (number | null)[], name: string): void {
  const used = [...new Set(numbers)].filter((number) => number !== null).sort((a, b) => a - b);
  if (used.length === 0 || used.some((number, i) => number !== i)) {
    throw new DsraError(
      'badConfig',
      `${name} must use the numbers 0, 1, 2, … without a gap, got [${used.join(', ')}]`,
    );
  }
}
