import type { Random } from '@dsra/core';
import { compose } from '../compose';
import type { Background, Description, Thing } from '../description';
import { pick } from '../draws';
import { backgroundColours, sampleBackground, sampleThing } from '../sampleDescription';
import type { Shape } from '../shapes/shapes';
import { baseStyle, type Style } from '../style';
import type { Task } from './task';

/** What the pictures of `objects` and of its shifted versions show. */
export const objectNames = [
  'bird',
  'boat',
  'car',
  'cat',
  'crown',
  'cup',
  'fish',
  'flower',
  'hammer',
  'house',
  'key',
  'mushroom',
  'rocket',
  'spoon',
  'tree',
  'umbrella',
] as const satisfies readonly Shape[];

const style: Style = {
  ...baseStyle,
  rotation: 1,
  stretch: 1.5,
  shadeSpread: 0.15,
  periods: [2, 5],
  brightness: [0.6, 1.15],
  contrast: [0.6, 1],
  grain: 0.1,
  tint: 0.25,
};

/** A thing of a class, in any colours that stand out from its background's. */
export function anyThing(shape: Shape, background: Background, random: Random): Thing {
  const size = pick(random, ['small', 'medium', 'medium', 'big'] as const);
  return { ...sampleThing(random, backgroundColours(background)), shape, size };
}

/** One thing of a class somewhere. */
export function anyView(shape: Shape, random: Random): Description & { kind: 'one' } {
  const background = sampleBackground(random);
  return { kind: 'one', thing: anyThing(shape, background, random), background };
}

export const objects: Task = {
  name: 'objects',
  role: 'easy',
  about: 'things of every day in any colour, turned and stretched, in bad light',
  classNames: objectNames,
  template: 'a photo of a {}.',
  draw: (label, random) => compose(anyView(objectNames[label]!, random), random, style),
};
