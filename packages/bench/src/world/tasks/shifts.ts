import type { Random } from '@dsra/core';
import { backgroundPaint, placeThing } from '../compose';
import { chance, integer, pick, uniform } from '../draws';
import { invert, mosaic, posterise, type Effect } from '../effects';
import { plain } from '../paint/paint';
import { sampleBackground, sampleThing } from '../sampleDescription';
import type { Item } from '../scene';
import { baseStyle, styleEffects, type Style } from '../style';
import { objectItems, objects, photoStyle } from './objects';
import type { Task } from './task';

const shifted = (name: string, about: string, draw: Task['draw']): Task => ({
  ...objects,
  name: `objects-${name}`,
  about,
  draw,
});

const redrawnStyle: Style = {
  ...photoStyle,
  rotation: 0.5,
  stretch: 1.4,
  shadeSpread: 0.18,
  brightness: [0.55, 1.15],
  contrast: [0.6, 1],
  grain: 0.1,
  tint: 0.3,
};

/** Any background of the training pictures. */
const anywhere = (random: Random) => backgroundPaint(sampleBackground(random), random, redrawnStyle);

/** ImageNet-V2's part. */
const redrawn = shifted('redrawn', 'the same things, drawn again elsewhere', (label, random) => ({
  background: anywhere(random),
  items: objectItems(label, random, redrawnStyle),
  effects: styleEffects(redrawnStyle, random),
}));

/** ImageNet-Sketch's part. */
const outlines = shifted('outlines', 'dark outlines on paper, nothing else', (label, random) => {
  const paper = uniform(random, 0.85, 1);
  const ink = uniform(random, 0, 0.35);
  const outline = { width: uniform(random, 0.09, 0.16), colour: [ink, ink, ink] as const };
  const sheet = plain([paper, paper, paper * 0.97]);
  const items = objectItems(label, random, redrawnStyle).map((item) => ({ ...item, paint: sheet, outline }));
  return { background: sheet, items, effects: styleEffects({ ...baseStyle, tint: 0 }, random) };
});

const distractors = [
  'circle',
  'square',
  'triangle',
  'star',
  'heart',
  'cross',
  'diamond',
  'hexagon',
  'moon',
] as const;

function distractor(random: Random): Item {
  const thing = { ...sampleThing(random, [], 0.4), shape: pick(random, distractors) };
  const spot = { x: random.next(), y: random.next(), radius: uniform(random, 0.06, 0.13) };
  return placeThing(thing, spot, random, redrawnStyle);
}

/** ImageNet-A's part. */
const cluttered = shifted('cluttered', 'among shapes of other kinds that also cover it', (label, random) => {
  const clutter = (count: number): Item[] => Array.from({ length: count }, () => distractor(random));
  return {
    background: anywhere(random),
    items: [...clutter(4), ...objectItems(label, random, redrawnStyle), ...clutter(2)],
    effects: styleEffects(redrawnStyle, random),
  };
});

const looks: readonly ((random: Random) => Effect[])[] = [
  () => [invert],
  (random) => [posterise(integer(random, 2, 4))],
  () => [mosaic(2)],
  () => [invert, posterise(3)],
  () => [posterise(3), mosaic(2)],
];

/** ImageNet-R's part. */
const restyled = shifted('restyled', 'negatives, posters, mosaics and cartoons', (label, random) => {
  const style = { ...photoStyle, grain: 0.02, outline: chance(random, 0.7) ? 1 : 0 };
  return {
    background: anywhere(random),
    items: objectItems(label, random, style),
    effects: [...styleEffects(style, random), ...pick(random, looks)(random)],
  };
});

/** `objects` under four shifts, for domain generalisation. */
export const shifts = { redrawn, outlines, cluttered, restyled } as const satisfies Record<string, Task>;
