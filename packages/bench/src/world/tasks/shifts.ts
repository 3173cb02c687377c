import type { Random } from '@dsra/core';
import { backgroundPaint, compose, oneSpot, placeThing } from '../compose';
import type { Description } from '../description';
import { chance, integer, pick, uniform } from '../draws';
import { invert, mosaic, posterise, type Effect } from '../effects';
import { plain } from '../paint/paint';
import { sampleThing } from '../sampleDescription';
import type { Item, Scene } from '../scene';
import { baseStyle, styleEffects, type Style } from '../style';
import { anyView, objectNames, objects } from './objects';
import type { Task } from './task';

const shifted = (name: string, about: string, draw: Task['draw']): Task => ({
  ...objects,
  name: `objects-${name}`,
  about,
  draw,
});

const redrawnStyle: Style = {
  ...baseStyle,
  rotation: 1.2,
  stretch: 1.6,
  shadeSpread: 0.2,
  periods: [1.5, 6],
  brightness: [0.55, 1.2],
  contrast: [0.55, 1],
  grain: 0.13,
  tint: 0.3,
};

/** ImageNet-V2's part. */
const redrawn = shifted('redrawn', 'the same things, drawn again under other settings', (label, random) =>
  compose(anyView(objectNames[label]!, random), random, redrawnStyle),
);

/** ImageNet-Sketch's part. */
const outlines = shifted('outlines', 'dark outlines on paper, nothing else', (label, random) => {
  const paper = uniform(random, 0.85, 1);
  const ink = uniform(random, 0, 0.35);
  const outline = { width: uniform(random, 0.09, 0.16), colour: [ink, ink, ink] as const };
  const sheet = plain([paper, paper, paper * 0.97]);
  const item = { ...placed(anyView(objectNames[label]!, random), random, redrawnStyle), paint: sheet, outline };
  return { background: sheet, items: [item], effects: styleEffects({ ...baseStyle, tint: 0 }, random) };
});

/** ImageNet-A's part. */
const cluttered = shifted('cluttered', 'small, among shapes of other kinds that also cover it', (label, random) => {
  const distractor = (): Item => {
    const thing = { ...sampleThing(random, [], 0.4), shape: pick(random, distractors) };
    const spot = { x: random.next(), y: random.next(), radius: uniform(random, 0.06, 0.14) };
    return placeThing(thing, spot, random, redrawnStyle);
  };
  const clutter = (count: number): Item[] => Array.from({ length: count }, distractor);
  const view = anyView(objectNames[label]!, random);
  return {
    background: backgroundPaint(view.background, random, redrawnStyle),
    items: [...clutter(5), placed(view, random, redrawnStyle), ...clutter(2)],
    effects: styleEffects(redrawnStyle, random),
  };
});

const distractors = ['circle', 'square', 'triangle', 'star', 'heart', 'cross', 'diamond', 'hexagon', 'moon'] as const;

/** ImageNet-R's part. */
const restyled = shifted('restyled', 'negatives, posters, mosaics and cartoons', (label, random): Scene => {
  const style = { ...baseStyle, rotation: 1, grain: 0.02, outline: chance(random, 0.7) ? 1 : 0 };
  const scene = compose(anyView(objectNames[label]!, random), random, style);
  return { ...scene, effects: [...scene.effects, ...pick(random, looks)(random)] };
});

const looks: readonly ((random: Random) => Effect[])[] = [
  () => [invert],
  (random) => [posterise(integer(random, 2, 4))],
  () => [mosaic(2)],
  () => [invert, posterise(3)],
  () => [posterise(3), mosaic(2)],
];

const placed = ({ thing }: Description & { kind: 'one' }, random: Random, style: Style): Item =>
  placeThing(thing, oneSpot(thing.size, random), random, style);

/** `objects` under four shifts, for domain generalisation. */
export const shifts = { redrawn, outlines, cluttered, restyled } as const satisfies Record<string, Task>;
