import { hash } from './noise';

const { PI, abs, floor, hypot, sin } = Math;

/** Where a pattern shows its second colour: a number from 0 (first) to 1 (second); one period is one unit. */
export type Pattern = (u: number, v: number) => number;

const fraction = (x: number): number => x - floor(x);
const odd = (x: number): boolean => (floor(x) & 1) !== 0;
const when = (inside: boolean): number => (inside ? 1 : 0);

/** A disc in the middle of every cell. */
const dots: Pattern = (u, v) => when(hypot(fraction(u) - 0.5, fraction(v) - 0.5) < 0.31);

const bricks: Pattern = (u, v) => {
  const row = 2 * v;
  const column = u + (odd(row) ? 0.5 : 0);
  return when(fraction(row) < 0.22 || fraction(column) < 0.11);
};

/** The patterns that captions name, over the plane in which one period is one unit. */
export const patterns = {
  plain: () => 0,
  striped: (_u, v) => when(fraction(v) < 0.5),
  dotted: dots,
  checked: (u, v) => when(odd(2 * u) !== odd(2 * v)),
  zigzag: (u, v) => when(fraction(v + abs(fraction(u) - 0.5)) < 0.5),
  wavy: (u, v) => when(fraction(v + 0.22 * sin(2 * PI * u)) < 0.5),
  grid: (u, v) => when(fraction(u) < 0.22 || fraction(v) < 0.22),
  ringed: (u, v) => when(fraction(hypot(u, v)) < 0.5),
  speckled: (u, v) => when(hash(floor(5 * u), floor(5 * v), 7) < 0.3),
  bricked: bricks,
} as const satisfies Record<string, Pattern>;

export type PatternName = keyof typeof patterns;
export const patternNames = Object.keys(patterns) as readonly PatternName[];
