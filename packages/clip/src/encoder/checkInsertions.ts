import { DsraError } from '@dsra/core';
import type { TowerConfig } from '../config';
import type { Insertions } from '../insertions';

/** Refuses insertions that the tower has no place for; the message names each. */
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
  if (problems.length === 0) return;
  throw new DsraError(
    'badInput',
    `the ${tower} tower (${config.layers} layers) has no place for ${problems.join('; ')}`,
  );
}
