/** Directions in colour: brightness, then red against green, then both against blue. */
const colourAxes = [
  [Math.sqrt(1 / 3), Math.sqrt(1 / 3), Math.sqrt(1 / 3)],
  [Math.sqrt(1 / 2), -Math.sqrt(1 / 2), 0],
  [Math.sqrt(1 / 6), Math.sqrt(1 / 6), -Math.sqrt(2 / 3)],
] as const;

interface Wave {
  readonly u: number;
  readonly v: number;
  readonly axis: number;
}

/** Frequency, where colour counts as finer than brightness: eyes and pictures alike. */
const fineness = ({ u, v, axis }: Wave): number => Math.hypot(u, v) * (axis === 0 ? 1 : 2);

function coarsestWaves(side: number, count: number): Wave[] {
  const waves: Wave[] = [];
  for (let axis = 0; axis < 3; axis++) {
    for (let u = 0; u < side; u++) for (let v = 0; v < side; v++) waves.push({ u, v, axis });
  }
  return waves.sort((a, b) => fineness(a) - fineness(b)).slice(0, count);
}

/**
 * A first patch embedding: the coarsest cosine waves over a patch, each scaled to variance 1 on the given patches.
 * The spectrum of pictures falls steeply with the frequency; without the scaling, the mean colour of a patch drowns
 * its structure and its position.
 * @param patches rows of `side·side·3` pixels, order (row, column, channel)
 * @returns `[side·side·3, count]`
 */
export function patchFilters(side: number, count: number, patches: readonly Float32Array[]): Float32Array {
  const size = side * side * 3;
  const filters = new Float32Array(size * count);
  coarsestWaves(side, count).forEach((wave, column) => {
    const filter = waveFilter(wave, side);
    const scale = 1 / deviation(patches.map((patch) => product(patch, filter)));
    filter.forEach((value, row) => (filters[row * count + column] = scale * value));
  });
  return filters;
}

function waveFilter({ u, v, axis }: Wave, side: number): Float32Array {
  const filter = new Float32Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const value = cosine(v, y, side) * cosine(u, x, side);
      colourAxes[axis]!.forEach((share, channel) => (filter[3 * (y * side + x) + channel] = value * share));
    }
  }
  return filter;
}

const product = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) + 1e-6;
}

const cosine = (frequency: number, at: number, side: number): number =>
  Math.cos((Math.PI * frequency * (at + 0.5)) / side);
