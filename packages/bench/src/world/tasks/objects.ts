import type { Random } from '@dsra/core';
import { compose } from '../compose';
import type { Thing } from '../description';
import { pick } from '../draws';
import { colourNames } from '../paint/colour';
import { sampleBackground, sampleSurface } from '../sampleDescription';
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
  rotation: 1.1,
  stretch: 1.45,
  shadeSpread: 0.2,
  periods: [2, 5],
  brightness: [0.55, 1.15],
  contrast: [0.55, 1],
  grain: 0.22,
  tint: 0.3,
};

/** A thing of a class in any colours. */
export function anyThing(shape: Shape, random: Random): Thing {
  return {
    ...sampleSurface(random, colourNames, 0.4),
    shape,
    size: pick(random, ['small', 'medium', 'medium', 'big']),
  };
}

export const objects: Task = {
  name: 'objects',
  role: 'easy',
  about: 'things of every day in any colour, turned and stretched, in bad light',
  classNames: objectNames,
  template: 'a photo of a {}.',
  draw: (label, random) => {
    const thing = anyThing(objectNames[label]!, random);
    return compose({ kind: 'one', thing, background: sampleBackground(random) }, random, style);
  },
};
