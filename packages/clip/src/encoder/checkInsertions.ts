import { DsraError } from '@dsra/core';
import type { TowerConfig } from '../config';
import type { Insertions, VectorsAt } from '../insertions';

/** Refuses insertions that the tower has no place for, or two for one place; the message names each. */
export function checkInsertions(
  { adapters = [], vectors = [] }: Insertions,
  config: TowerConfig,
  tower: string,
): void {
  const exists = (layer: number) => Number.isInteger(layer) && layer >= 0 && layer < config.layers;
  const problems = [
    ...adapters
      .filter(({ layer }) => !exists(layer))
      .map(({ layer, site }) => `an adapter at ${site} of layer ${layer}`),
    ...vectors.filter(({ layer }) => !exists(layer)).map(({ layer }) => `vectors at layer ${layer}`),
    ...vectors
      .filter(({ vectors: { shape } }) => shape[shape.length - 1] !== config.width)
      .map(
        ({ layer, vectors: { shape } }) =>
          `vectors [${shape.join(', ')}] at layer ${layer}, whose width is ${config.width}`,
      ),
  ];
  if (problems.length > 0) {
    throw new DsraError(
      'badInput',
      `the ${tower} tower (${config.layers} layers) has no place for ${problems.join('; ')}`,
    );
  }
  const twice = vectors.find((one, i) => vectors.slice(i + 1).some((other) => overlap(one, other)));
  if (!twice) return;
  throw new DsraError(
    'badInput',
    `two sets of vectors at layer ${twice.layer} of the ${tower} tower are written over the same tokens: their methods cannot be combined`,
  );
}

/** Whether two sets of vectors would be written over the same tokens. */
export function overlap(one: VectorsAt, other: VectorsAt): boolean {
  if (one.layer !== other.layer) return false;
  if (typeof one.at === 'string' || typeof other.at === 'string') return one.at === other.at;
  const count = ({ vectors }: VectorsAt) => vectors.shape[vectors.rank - 2]!;
  const rows = Math.max(...[one.at, other.at].map((at) => (typeof at === 'number' ? 1 : at.length)));
  const startOf = ({ at }: VectorsAt, row: number) => (typeof at === 'object' ? at[row]! : (at as number));
  return Array.from({ length: rows }, (_, row) => row).some((row) => {
    const distance = startOf(other, row) - startOf(one, row);
    return distance >= 0 ? distance < count(one) : -distance < count(other);
  });
}
