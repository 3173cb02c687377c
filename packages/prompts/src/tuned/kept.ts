import type { Insertions } from '@dsra/clip';
import type { Params } from '@dsra/core';
import type { Method, Setup } from '../method';

/** What a method does that no weight of the towers can hold: "prompt vectors of the text tower (layers 0–8)". */
export function keptInWords(method: Method, params: Params, setup: Setup): string {
  const parts = [
    ...vectorsOf('text', method.text?.(params, setup)),
    ...(method.textPerImage ? ['a context that differs from picture to picture'] : []),
    ...vectorsOf('image', method.vision?.(params, setup)),
    ...(method.features ? ['changes of the features after the towers'] : []),
    ...(method.score ? ['a classifier of its own'] : []),
  ];
  return parts.join(', ');
}

function vectorsOf(tower: string, { vectors = [] }: Insertions = {}): string[] {
  if (vectors.length === 0) return [];
  const layers = vectors.map(({ layer }) => layer);
  const [first, last] = [Math.min(...layers), Math.max(...layers)];
  return [
    `prompt vectors of the ${tower} tower (${first === last ? `layer ${first}` : `layers ${first}–${last}`})`,
  ];
}
