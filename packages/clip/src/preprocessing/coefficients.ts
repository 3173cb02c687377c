/**
 * Resampling weights of one axis, as Pillow computes them for 8-bit pictures: the kernel widens with the scale
 * (antialias), weights are normalised in float64 and then rounded to fixed point.
 */
import { filters, type Interpolation } from './filter';

/** Fixed-point bits of a weight: 32 − 8 bits of a pixel − 2 bits for overshoot. */
export const PRECISION_BITS = 22;

export interface Coefficients {
  /** Most source pixels behind one output pixel. */
  readonly taps: number;
  /** First source pixel of each output pixel. */
  readonly starts: Int32Array;
  /** How many source pixels each output pixel reads. */
  readonly counts: Int32Array;
  /** `[outputs, taps]`, fixed point. */
  readonly weights: Int32Array;
}

const cache = new Map<string, Coefficients>();
const CACHE_SIZE = 512;

/** Weights of the outputs first, …, first + outputs − 1 of the `to` pixels that `from` pixels become. */
export function coefficients(
  from: number,
  to: number,
  interpolation: Interpolation,
  first = 0,
  outputs = to,
): Coefficients {
  const key = `${from} ${to} ${interpolation} ${first} ${outputs}`;
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= CACHE_SIZE) cache.clear();
  const made = compute(from, from / to, interpolation, first, outputs);
  cache.set(key, made);
  return made;
}

function compute(
  from: number,
  scale: number,
  interpolation: Interpolation,
  first: number,
  outputs: number,
): Coefficients {
  const widening = Math.max(scale, 1);
  const support = filters[interpolation].support * widening;
  const taps = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(outputs);
  const counts = new Int32Array(outputs);
  const weights = new Int32Array(outputs * taps);
  for (let i = 0; i < outputs; i++) {
    const centre = (first + i + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const count = Math.min(Math.trunc(centre + support + 0.5), from) - start;
    starts[i] = start;
    counts[i] = count;
    weights.set(windowWeights(start, count, centre, widening, interpolation), i * taps);
  }
  return { taps, starts, counts, weights };
}

/** Fixed-point weights of the `count` source pixels from `start` on; they sum to one. */
function windowWeights(
  start: number,
  count: number,
  centre: number,
  widening: number,
  interpolation: Interpolation,
): Int32Array {
  const { weight } = filters[interpolation];
  const inverse = 1 / widening;
  const raw = Float64Array.from({ length: count }, (_, x) => weight((x + start - centre + 0.5) * inverse));
  const total = raw.reduce((sum, w) => sum + w, 0);
  return Int32Array.from(raw, (w) => {
    const scaled = (total === 0 ? w : w / total) * (1 << PRECISION_BITS);
    return Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
  });
}
