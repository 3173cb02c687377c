import * as tf from '@tensorflow/tfjs';

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
 * @param patches `[n, side·side·3]`, pixels in the order (row, column, channel)
 * @returns `[side·side·3, count]`
 */
export function patchFilters(side: number, count: number, patches: tf.Tensor2D): tf.Tensor2D {
  const waves = coarsestWaves(side, count);
  const filters = new Float32Array(side * side * 3 * count);
  let i = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let channel = 0; channel < 3; channel++) {
        for (const { u, v, axis } of waves) {
          filters[i++] = cosine(v, y, side) * cosine(u, x, side) * colourAxes[axis]![channel]!;
        }
      }
    }
  }
  return tf.tidy(() => scaledToVarianceOne(tf.tensor2d(filters, [side * side * 3, count]), patches));
}

function scaledToVarianceOne(filters: tf.Tensor2D, patches: tf.Tensor2D): tf.Tensor2D {
  const { variance } = tf.moments(tf.matMul(patches, filters), 0);
  return tf.div(filters, tf.sqrt(tf.add(variance, 1e-9)));
}

const cosine = (frequency: number, at: number, side: number): number =>
  Math.cos((Math.PI * frequency * (at + 0.5)) / side);
