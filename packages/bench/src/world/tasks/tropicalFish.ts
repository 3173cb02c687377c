import type { Random } from '@dsra/core';
import { oneSpot, placeThing } from '../compose';
import { pick, uniform } from '../draws';
import { tint } from '../effects';
import { shade, type Colour } from '../paint/colour';
import { clouds } from '../paint/noise';
import type { Paint } from '../paint/paint';
import type { PatternName } from '../paint/patterns';
import type { Scene } from '../scene';
import { baseStyle, styleEffects, type Style } from '../style';
import type { Task } from './task';

const bodies = ['red', 'orange', 'yellow', 'pink'] as const satisfies readonly Colour[];
const coats = ['striped', 'dotted', 'checked'] as const satisfies readonly PatternName[];
const kinds = bodies.flatMap((colour) => coats.map((pattern) => ({ colour, pattern })));

const style: Style = {
  ...baseStyle,
  rotation: 0.5,
  stretch: 1.3,
  outline: 0.3,
  periods: [2.2, 3.4],
  tint: 0,
};

/** Cloudy water in any bluish shade. */
function water(random: Random): Paint {
  const [a, b] = [
    shade(pick(random, ['blue', 'turquoise', 'green']), random, 0.15),
    shade('blue', random, 0.2),
  ];
  const seed = Math.floor(random.next() * 2 ** 31);
  return (x, y) => (clouds(4 * x, 6 * y, seed) > 0.5 ? a : b);
}

function draw(label: number, random: Random): Scene {
  const { colour, pattern } = kinds[label]!;
  const second = pick(random, ['white', 'black', 'purple', 'blue'] as const);
  const thing = {
    shape: 'fish',
    size: 'big',
    colour,
    pattern,
    second,
    ...(pattern === 'striped' && { direction: pick(random, ['vertical', 'diagonal'] as const) }),
  } as const;
  const depth = tint([uniform(random, 0.6, 0.72), uniform(random, 0.8, 0.95), 1]);
  const spot = oneSpot(pick(random, ['medium', 'big', 'big']), random);
  return {
    background: water(random),
    items: [placeThing(thing, spot, random, style)],
    effects: [depth, ...styleEffects(style, random)],
  };
}

/** Near-identical classes: one family, told apart by colour and coat, in water that takes the red away. */
export const tropicalFish: Task = {
  name: 'tropical-fish',
  role: 'fine-grained',
  about: 'fish of one family that differ in colour and coat alone, under water',
  classNames: kinds.map(({ colour, pattern }) => `${colour} ${pattern} fish`),
  template: 'a photo of a {}.',
  draw,
};
