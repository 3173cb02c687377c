import { mix, type Rgb } from './colour';
import type { Pattern } from './patterns';

const { max, min } = Math;

/** The colour of every point of a surface. */
export type Paint = (x: number, y: number) => Rgb;

/** How a pattern lies on its surface. */
export interface Lay {
  /** Periods per unit of the surface. */
  readonly frequency: number;
  /** Radians. */
  readonly angle: number;
  /** Shift in periods. */
  readonly phase: readonly [number, number];
}

export const plain =
  (colour: Rgb): Paint =>
  () =>
    colour;

/** A pattern in two colours. */
export function patterned(pattern: Pattern, first: Rgb, second: Rgb, lay: Lay): Paint {
  const cos = Math.cos(lay.angle) * lay.frequency;
  const sin = Math.sin(lay.angle) * lay.frequency;
  const [pu, pv] = lay.phase;
  return (x, y) => {
    const t = pattern(cos * x + sin * y + pu, cos * y - sin * x + pv);
    return t === 0 ? first : t === 1 ? second : mix(first, second, t);
  };
}

/** From one colour to another along a direction, over the unit square. */
export function gradient(first: Rgb, second: Rgb, angle: number): Paint {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return (x, y) => mix(first, second, min(1, max(0, 0.5 + cos * (x - 0.5) + sin * (y - 0.5))));
}
