import type { Random } from '@dsra/core';
import { pick, uniform } from '../draws';
import { colourNames, mix, shade } from '../paint/colour';
import { valueNoise } from '../paint/noise';
import { patterned, type Paint } from '../paint/paint';
import { patterns, type Pattern } from '../paint/patterns';
import { distinct } from '../sampleDescription';
import type { Scene } from '../scene';
import { shapes, type Shape } from '../shapes/shapes';
import { baseStyle, styleEffects, type Style } from '../style';
import type { Task } from './task';

const { floor } = Math;

const fraction = (x: number): number => x - floor(x);

/** A small shape in every cell: a pattern that the training pictures do not have. */
const tiled =
  (shape: Shape): Pattern =>
  (u, v) =>
    shapes[shape]((fraction(u) - 0.5) / 0.42, (fraction(v) - 0.5) / 0.42) < 0 ? 1 : 0;

const textureClasses: Readonly<Record<string, Pattern>> = {
  'bricked texture': patterns.bricked,
  'checked texture': patterns.checked,
  'diamond texture': tiled('diamond'),
  'dotted texture': patterns.dotted,
  'flower texture': tiled('flower'),
  'netted texture': patterns.grid,
  'ringed texture': patterns.ringed,
  'speckled texture': patterns.speckled,
  'star texture': tiled('star'),
  'striped texture': patterns.striped,
  'wavy texture': patterns.wavy,
  'zigzag texture': patterns.zigzag,
};

const style: Style = { ...baseStyle, brightness: [0.6, 1.1], contrast: [0.6, 0.95], grain: 0.08 };

/** A surface that is neither flat nor evenly lit: positions move, and shadows lie on it. */
function crumpled(paint: Paint, random: Random): Paint {
  const seed = floor(random.next() * 2 ** 30);
  const reach = uniform(random, 0, 0.12);
  const shadow = uniform(random, 0, 0.6);
  return (x, y) => {
    const dx = reach * (valueNoise(3 * x, 3 * y, seed) - 0.5);
    const dy = reach * (valueNoise(3 * x, 3 * y, seed + 1) - 0.5);
    const dark = shadow * valueNoise(2 * x, 2 * y, seed + 2);
    return mix(paint(x - 0.5 + dx, y - 0.5 + dy), [0, 0, 0], dark);
  };
}

function draw(pattern: Pattern, random: Random): Scene {
  const first = pick(random, colourNames);
  const second = pick(
    random,
    colourNames.filter((name) => distinct(name, first)),
  );
  const paint = patterned(pattern, shade(first, random, 0.2), shade(second, random, 0.2), {
    frequency: uniform(random, 2.5, 5),
    angle: uniform(random, -0.5, 0.5),
    phase:
      pattern === patterns.ringed
        ? [uniform(random, -1, 1), uniform(random, -1, 1)]
        : [random.next(), random.next()],
  });
  return {
    background: crumpled(paint, random),
    items: [],
    effects: styleEffects(style, random),
  };
}

export const textures: Task = {
  name: 'textures',
  role: 'textures',
  about: 'crumpled, unevenly lit surfaces at any scale and angle; three patterns are new',
  classNames: Object.keys(textureClasses),
  template: 'a photo of a {}.',
  draw: (label, random) => draw(Object.values(textureClasses)[label]!, random),
};
