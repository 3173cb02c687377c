import type { Random } from '@dsra/core';
import type { Colour, Rgb } from './paint/colour';
import { uniform } from './draws';
import { grain, light, tint, type Effect } from './effects';

/** How pictures are rendered: what words do not tell. Ranges are drawn from anew for each picture. */
export interface Style {
  /** Largest turn of a thing to either side, in radians. */
  readonly rotation: number;
  /** How far a named colour may stray, per channel. */
  readonly shadeSpread: number;
  /** Probability of a line along a thing's border. */
  readonly outline: number;
  /** Colours of that line, drawn from anew for each thing. */
  readonly ink: readonly Colour[];
  /** Width over height of things: up to this factor either way. */
  readonly stretch: number;
  /** Pattern periods across a thing's diameter. */
  readonly periods: readonly [number, number];
  readonly brightness: readonly [number, number];
  readonly contrast: readonly [number, number];
  /** Largest amount of noise per pixel. */
  readonly grain: number;
  /** Largest loss of a colour channel under a coloured light. */
  readonly tint: number;
}

/** How the embedded model's training pictures look. */
export const baseStyle: Style = {
  rotation: 0.3,
  shadeSpread: 0.07,
  outline: 0.85,
  ink: ['black', 'black', 'black', 'black', 'white'],
  stretch: 1.15,
  periods: [2, 3.2],
  brightness: [0.85, 1.1],
  contrast: [0.8, 1.05],
  grain: 0.05,
  tint: 0.1,
};

/** Light, colour of light and noise for one picture. */
export function styleEffects(style: Style, random: Random): Effect[] {
  const channel = (): number => 1 - uniform(random, 0, style.tint);
  const factors: Rgb = [channel(), channel(), channel()];
  return [
    tint(factors),
    light(uniform(random, ...style.brightness), uniform(random, ...style.contrast)),
    grain(uniform(random, 0, style.grain), Math.floor(random.next() * 2 ** 31)),
  ];
}
