import type { Random } from '@dsra/core';
import { uniform } from '../draws';

const { max, min } = Math;

/** Red, green, blue on the scale 0..1. */
export type Rgb = readonly [number, number, number];

/** The colours that captions name. */
export const colours = {
  red: [0.86, 0.1, 0.12],
  orange: [0.97, 0.52, 0.06],
  yellow: [0.97, 0.88, 0.15],
  green: [0.13, 0.62, 0.18],
  turquoise: [0.15, 0.8, 0.76],
  blue: [0.1, 0.26, 0.86],
  purple: [0.5, 0.14, 0.66],
  pink: [0.98, 0.55, 0.76],
  brown: [0.46, 0.26, 0.09],
  black: [0.06, 0.06, 0.07],
  gray: [0.52, 0.52, 0.53],
  white: [0.96, 0.96, 0.95],
} as const satisfies Record<string, Rgb>;

export type Colour = keyof typeof colours;
export const colourNames = Object.keys(colours) as readonly Colour[];

/** From `a` (t = 0) to `b` (t = 1). */
export const mix = (a: Rgb, b: Rgb, t: number): Rgb => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

/** A shade of a named colour: each channel moves by up to `spread`. */
export function shade(name: Colour, random: Random, spread = 0.07): Rgb {
  const [r, g, b] = colours[name];
  const move = (channel: number): number => min(1, max(0, channel + uniform(random, -spread, spread)));
  return [move(r), move(g), move(b)];
}
