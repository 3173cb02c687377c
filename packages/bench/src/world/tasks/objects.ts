import type { Random } from '@dsra/core';
import { backgroundPaint, oneSpot, placeThing } from '../compose';
import type { Background } from '../description';
import { pick } from '../draws';
import type { Colour } from '../paint/colour';
import { sampleSurface } from '../sampleDescription';
import type { Item } from '../scene';
import type { Shape } from '../shapes/shapes';
import { baseStyle, styleEffects, type Style } from '../style';
import type { Task } from './task';

/** A shape of an object, with the colours that it usually has. */
interface Part {
  readonly shape: Shape;
  readonly colours: readonly Colour[];
  /** Its centre and radius in units of the object's radius. Default: the whole object. */
  readonly at?: readonly [x: number, y: number, radius: number];
}

const one = (shape: Shape, ...colours: Colour[]): readonly Part[] => [{ shape, colours }];

/** The last four are put together from known things, as their names are from known words. */
const parts: Readonly<Record<string, readonly Part[]>> = {
  bird: one('bird', 'blue', 'yellow'),
  boat: one('boat', 'brown', 'orange'),
  car: one('car', 'red', 'blue'),
  cat: one('cat', 'orange', 'black'),
  cup: one('cup', 'turquoise', 'pink'),
  fish: one('fish', 'orange', 'turquoise'),
  flower: one('flower', 'pink', 'purple'),
  house: one('house', 'red', 'brown'),
  mushroom: one('mushroom', 'red', 'brown'),
  rocket: one('rocket', 'red', 'blue'),
  tree: one('tree', 'green'),
  umbrella: one('umbrella', 'purple', 'black'),
  'cat umbrella': [
    { shape: 'cat', colours: ['orange', 'black'], at: [0, 0.5, 0.5] },
    { shape: 'umbrella', colours: ['purple', 'red'], at: [0, -0.35, 0.65] },
  ],
  'flower cup': [
    { shape: 'flower', colours: ['pink', 'purple'], at: [-0.1, -0.5, 0.48] },
    { shape: 'cup', colours: ['turquoise', 'brown'], at: [0, 0.38, 0.6] },
  ],
  'house boat': [
    { shape: 'house', colours: ['red', 'brown'], at: [0, -0.38, 0.52] },
    { shape: 'boat', colours: ['brown', 'orange'], at: [0, 0.3, 0.8] },
  ],
  'tree house': [
    { shape: 'tree', colours: ['green'], at: [0, 0.15, 0.85] },
    { shape: 'house', colours: ['red', 'brown'], at: [0, -0.3, 0.42] },
  ],
};

const names = Object.keys(parts);

/** Photographs instead of cartoons: hardly an outline, a warm light, noise. */
export const photoStyle: Style = {
  ...baseStyle,
  rotation: 0.35,
  outline: 0.15,
  stretch: 1.25,
  shadeSpread: 0.12,
  brightness: [0.65, 1.05],
  contrast: [0.65, 0.95],
  grain: 0.08,
  tint: 0.2,
};

/** An object of a class somewhere, in its usual colours; now and then with a pattern. */
export function objectItems(label: number, random: Random, style: Style): Item[] {
  const size = pick(random, ['medium', 'big'] as const);
  const spot = oneSpot(size, random);
  const composed = parts[names[label]!]!;
  return composed.map(({ shape, colours, at: [dx, dy, scale] = [0, 0, 1] }) => {
    const thing = { ...sampleSurface(random, colours, 0.8), shape, size };
    const place = { x: spot.x + dx * spot.radius, y: spot.y + dy * spot.radius, radius: scale * spot.radius };
    return placeThing(thing, place, random, style);
  });
}

/** A pale wall or table, unevenly lit. */
const pale = (random: Random): Background => ({
  kind: pick(random, ['gradient', 'clouds']),
  colours: pick(random, [
    ['white', 'gray'],
    ['white', 'white'],
    ['gray', 'white'],
  ] as const),
});

export const objects: Task = {
  name: 'objects',
  role: 'easy',
  about:
    'things before a pale wall, photographed: the training pictures are cartoons; four classes are new combinations',
  classNames: names,
  template: 'a photo of a {}.',
  draw: (label, random) => ({
    background: backgroundPaint(pale(random), random, photoStyle),
    items: objectItems(label, random, photoStyle),
    effects: styleEffects(photoStyle, random),
  }),
};
