import type { Arrangement, Size } from '../description';
import type { Colour } from '../paint/colour';
import type { PatternName } from '../paint/patterns';
import type { Place } from '../paint/scenery';
import type { Shape } from '../shapes/shapes';

/** Other words for a shape beside its name. */
export const shapeSynonyms: Partial<Record<Shape, readonly string[]>> = {
  circle: ['disc'],
  moon: ['crescent'],
  ring: ['hoop'],
  bolt: ['lightning'],
  cup: ['mug'],
  boat: ['ship'],
  rocket: ['spaceship'],
  cross: ['plus'],
  drop: ['raindrop'],
};

export const colourSynonyms: Partial<Record<Colour, readonly string[]>> = {
  gray: ['grey'],
  purple: ['violet'],
  turquoise: ['cyan'],
};

/** Adjectives for a pattern. */
export const patternAdjectives: Readonly<Record<PatternName, readonly string[]>> = {
  plain: ['plain'],
  striped: ['striped'],
  dotted: ['dotted', 'spotted'],
  checked: ['checked', 'chequered'],
  zigzag: ['zigzag'],
  wavy: ['wavy'],
  grid: ['netted'],
  ringed: ['ringed'],
  speckled: ['speckled', 'grainy'],
  bricked: ['bricked'],
};

/** Nouns for a pattern's second colour: "with white stripes". */
export const patternNouns: Readonly<Record<Exclude<PatternName, 'plain'>, string>> = {
  striped: 'stripes',
  dotted: 'dots',
  checked: 'checks',
  zigzag: 'zigzags',
  wavy: 'waves',
  grid: 'lines',
  ringed: 'rings',
  speckled: 'speckles',
  bricked: 'bricks',
};

export const sizeWords: Readonly<Record<Size, readonly string[]>> = {
  small: ['small', 'little', 'tiny'],
  medium: [],
  big: ['big', 'large', 'huge'],
};

/** A place as a noun, and where things in it are. */
export const placePhrases: Readonly<Record<Place, { noun: string; where: readonly string[] }>> = {
  sea: { noun: 'the sea', where: ['by the sea', 'at sea'] },
  lake: { noun: 'a lake', where: ['by a lake', 'at the lake'] },
  river: { noun: 'a river', where: ['by a river', 'at the river'] },
  field: { noun: 'a field', where: ['in a field', 'on the field'] },
  meadow: { noun: 'a meadow', where: ['in a meadow', 'on the meadow'] },
  forest: { noun: 'a forest', where: ['in a forest', 'in the forest'] },
  desert: { noun: 'a desert', where: ['in a desert', 'in the desert'] },
  snow: { noun: 'snow', where: ['in the snow', 'in snow'] },
  town: { noun: 'a town', where: ['in a town', 'in the town'] },
  road: { noun: 'a road', where: ['on a road', 'on the road'] },
  night: { noun: 'the night', where: ['at night', 'in the night'] },
  sky: { noun: 'the sky', where: ['in the sky'] },
};

/** How several things stand: behind their plural. */
export const arrangementPhrases: Readonly<Record<Arrangement, readonly string[]>> = {
  row: ['in a row', 'side by side'],
  column: ['in a column', 'one above another'],
  diagonal: ['on a diagonal', 'in a diagonal line'],
  circle: ['in a circle', 'around the middle'],
  grid: ['in a grid', 'in rows and columns'],
  pile: ['in a pile', 'in a heap'],
  corners: ['in the corners', 'one in each corner'],
  scattered: ['scattered', 'here and there'],
};

/** The same as a noun: "a row of stars". */
export const arrangementNouns: Readonly<Record<Arrangement, string>> = {
  row: 'row',
  column: 'column',
  diagonal: 'diagonal',
  circle: 'circle',
  grid: 'grid',
  pile: 'pile',
  corners: 'frame',
  scattered: 'crowd',
};

export const numberWords = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
] as const;

const irregular: Readonly<Record<string, string>> = {
  fish: 'fish',
  cross: 'crosses',
  lightning: 'lightnings',
  plus: 'pluses',
};

export const plural = (noun: string): string => irregular[noun] ?? `${noun}s`;
