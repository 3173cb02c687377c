import { DsraError } from './errors';

export type Tower = 'text' | 'vision';

/**
 * Which coefficients each layer of a tower reads: index = layer, value = the number of the coefficients,
 * null = no adapter there. Layers of the two towers with the same number learn together.
 */
export type Pairing = Readonly<Record<Tower, readonly (number | null)[]>>;

/**
 * Towers of unequal depth in step: each layer of the shallower tower is paired with a run of layers of the deeper one.
 *
 * ```ts
 * proportionalPairing(2, 4); // { text: [0, 1], vision: [0, 0, 1, 1] }
 * ```
 */
export function proportionalPairing(textLayers: number, visionLayers: number): Pairing {
  for (const [tower, layers] of [
    ['text', textLayers],
    ['vision', visionLayers],
  ] as const) {
    if (!Number.isInteger(layers) || layers < 1) {
      throw new DsraError('badConfig', `the ${tower} tower cannot have ${layers} layers`);
    }
  }
  const shared = Math.min(textLayers, visionLayers);
  const spread = (layers: number) =>
    Array.from({ length: layers }, (_, i) => Math.floor((i * shared) / layers));
  return { text: spread(textLayers), vision: spread(visionLayers) };
}
