import type { Random } from '@dsra/core';
import { backgroundPaint, compose, oneSpot, placeThing } from '../compose';
import { chance, integer, pick, uniform } from '../draws';
import { invert, mosaic, posterise, type Effect } from '../effects';
import { plain } from '../paint/paint';
import { sampleBackground, sampleThing } from '../sampleDescription';
import type { Item, Scene } from '../scene';
import { baseStyle, styleEffects, type Style } from '../style';
import { anyThing, objectNames, objects } from './objects';
import type { Task } from './task';

const shifted = (name: string, about: string, draw: Task['draw']): Task => ({
  ...objects,
  name: `objects-${name}`,
  about,
  draw,
});

const redrawnStyle: Style = {
  ...baseStyle,
  rotation: 1.3,
  stretch: 1.6,
  shadeSpread: 0.25,
  periods: [1.5, 6],
  brightness: [0.5, 1.25],
  contrast: [0.5, 1],
  grain: 0.25,
  tint: 0.35,
};

/** ImageNet-V2's part. */
const redrawn = shifted('redrawn', 'the same things, drawn again under other settings', (label, random) => {
  const thing = anyThing(objectNames[label]!, random);
  return compose({ kind: 'one', thing, background: sampleBackground(random) }, random, redrawnStyle);
});

/** ImageNet-Sketch's part. */
const outlines = shifted('outlines', 'dark outlines on paper, nothing else', (label, random) => {
  const item = thingItem(label, random, redrawnStyle);
  const paper = uniform(random, 0.85, 1);
  const ink = uniform(random, 0, 0.35);
  const outline = { width: uniform(random, 0.09, 0.16), colour: [ink, ink, ink] as const };
  const sheet = plain([paper, paper, paper * 0.97]);
  return { background: sheet, items: [{ ...item, paint: sheet, outline }], effects: styleEffects({ ...baseStyle, tint: 0 }, random) };
});

/** ImageNet-A's part. */
const cluttered = shifted('cluttered', 'small, among shapes of other kinds that also cover it', (label, random) => {
  const distractor = (): Item => {
    const thing = { ...sampleThing(random, [], 0.4), shape: pick(random, distractors) };
    const spot = { x: random.next(), y: random.next(), radius: uniform(random, 0.06, 0.14) };
    return placeThing(thing, spot, random, redrawnStyle);
  };
  const clutter = (count: number): Item[] => Array.from({ length: count }, distractor);
  return {
    background: backgroundPaint(sampleBackground(random), random, redrawnStyle),
    items: [...clutter(5), thingItem(label, random, redrawnStyle), ...clutter(2)],
    effects: styleEffects(redrawnStyle, random),
  };
});

const distractors = ['circle', 'square', 'triangle', 'star', 'heart', 'cross', 'diamond', 'hexagon', 'moon'] as const;

/** ImageNet-R's part. */
const restyled = shifted('restyled', 'negatives, posters, mosaics and cartoons', (label, random): Scene => {
  const style = { ...redrawnStyle, outline: chance(random, 0.5) ? 1 : 0 };
  const thing = anyThing(objectNames[label]!, random);
  const scene = compose({ kind: 'one', thing, background: sampleBackground(random) }, random, style);
  return { ...scene, effects: [...scene.effects, ...pick(random, looks)(random)] };
});

const looks: readonly ((random: Random) => Effect[])[] = [
  () => [invert],
  (random) => [posterise(integer(random, 2, 3))],
  () => [mosaic(2)],
  () => [invert, posterise(3)],
  () => [posterise(2), mosaic(2)],
];

function thingItem(label: number, random: Random, style: Style): Item {
  const thing = anyThing(objectNames[label]!, random);
  return placeThing(thing, oneSpot(thing.size, random), random, style);
}

/** `objects` under four shifts, for domain generalisation. */
export const shifts = { redrawn, outlines, cluttered, restyled } as const satisfies Record<string, Task>;
