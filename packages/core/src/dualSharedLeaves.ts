import type { BlockKind, ResolvedDualShared, TowerShape } from './dualSharedConfig';
import { DsraError } from './errors';
import type { Tower } from './pairing';

// The tree: projection.<tower>.<site> and coefficients[.<tower>][.<site>].<number>, a level only where it is not shared.

const towerNames = ['text', 'vision'] as const;

/** The shape of every leaf by its path. */
export function dualSharedShapes(
  config: ResolvedDualShared,
  towers: Readonly<Record<Tower, TowerShape>>,
): Record<string, number[]> {
  return { ...projectionShapes(config, towers), ...coefficientShapes(config) };
}

/** Where the M of a tower and site lies. */
export function projectionPath(tower: Tower, kind: BlockKind): string {
  return `projection.${tower}.${kind}`;
}

/** M: one per tower and site. */
function projectionShapes(
  { sites, rank }: ResolvedDualShared,
  towers: Readonly<Record<Tower, TowerShape>>,
): Record<string, number[]> {
  return Object.fromEntries(
    towerNames.flatMap((tower) =>
      sites.map((kind) => [projectionPath(tower, kind), [towers[tower].width, rank]] as const),
    ),
  );
}

/** r: one per path that some layer reads. */
function coefficientShapes(config: ResolvedDualShared): Record<string, number[]> {
  const paths = towerNames.flatMap((tower) =>
    config.sites.flatMap((kind) =>
      config.pairing[tower].map((_, layer) => coefficientPath(config, tower, layer, kind)),
    ),
  );
  return Object.fromEntries(paths.filter((path) => path !== undefined).map((path) => [path, [config.rank]]));
}

/** Where this layer's r lies; nowhere when it has no adapter. */
export function coefficientPath(
  config: ResolvedDualShared,
  tower: Tower,
  layer: number,
  kind: BlockKind,
): string | undefined {
  const number = config.pairing[tower][layer];
  if (number === undefined) throw new DsraError('badInput', `the ${tower} tower has no layer ${layer}`);
  if (number === null || !config.sites.includes(kind)) return undefined;
  const { acrossTowers, acrossSites } = config.coefficients;
  const parts = [acrossTowers === 'separate' && tower, acrossSites === 'separate' && kind, number];
  return ['coefficients', ...parts.filter((part) => part !== false)].join('.');
}
