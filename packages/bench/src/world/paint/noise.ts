const { floor, imul } = Math;

/** A fixed pseudo-random number in `[0, 1)` for a lattice point: the same on every machine. */
export function hash(x: number, y: number, seed: number): number {
  let h = imul(x | 0, 0x27d4eb2d) ^ imul(y | 0, 0x165667b1) ^ imul(seed | 0, 0x9e3779b1);
  h = imul(h ^ (h >>> 15), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

const ease = (t: number): number => t * t * (3 - 2 * t);

/** Smooth noise in `[0, 1)`: lattice values, eased between. */
export function valueNoise(x: number, y: number, seed: number): number {
  const x0 = floor(x);
  const y0 = floor(y);
  const tx = ease(x - x0);
  const ty = ease(y - y0);
  const top = hash(x0, y0, seed) * (1 - tx) + hash(x0 + 1, y0, seed) * tx;
  const bottom = hash(x0, y0 + 1, seed) * (1 - tx) + hash(x0 + 1, y0 + 1, seed) * tx;
  return top * (1 - ty) + bottom * ty;
}

/** Clouds: three octaves of smooth noise, in `[0, 1)`. */
export const clouds = (x: number, y: number, seed: number): number =>
  (4 * valueNoise(x, y, seed) + 2 * valueNoise(2 * x, 2 * y, seed + 1) + valueNoise(4 * x, 4 * y, seed + 2)) /
  7;
