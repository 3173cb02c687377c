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
 * A first patch embedding: the coarsest cosine waves over a patch, fine ones louder, so that all start with about
 * the same variance on pictures, whose spectrum falls with the frequency. Learns several times faster than noise.
 * @returns `[side·side·3, count]`, rows in the order (row, column, channel)
 */
export function patchFilters(side: number, count: number): Float32Array {
  const filters = new Float32Array(side * side * 3 * count);
  coarsestWaves(side, count).forEach((wave, filter) => {
    const scale = (1 + fineness(wave)) / side;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const value = scale * cosine(wave.v, y, side) * cosine(wave.u, x, side);
        for (let channel = 0; channel < 3; channel++) {
          filters[(3 * (y * side + x) + channel) * count + filter] =
            value * colourAxes[wave.axis]![channel]!;
        }
      }
    }
  });
  return filters;
}

const cosine = (frequency: number, at: number, side: number): number =>
  Math.cos((Math.PI * frequency * (at + 0.5)) / side);
