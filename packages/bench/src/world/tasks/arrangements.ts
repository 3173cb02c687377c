import type { Random } from '@dsra/core';
import { arrangementNames, arrangements as spotsOf, countFor, type Spot } from '../arrange';
import { arrangementNouns } from '../caption/words';
import { backgroundPaint, placeThing } from '../compose';
import { chance, uniform } from '../draws';
import { backgroundColours, sampleBackground, sampleThing } from '../sampleDescription';
import type { Scene } from '../scene';
import { baseStyle, styleEffects, type Style } from '../style';
import type { Task } from './task';

const style: Style = {
  ...baseStyle,
  rotation: 3,
  stretch: 1.4,
  shadeSpread: 0.15,
  grain: 0.08,
  contrast: [0.6, 1],
};

const shaken = (spot: Spot, random: Random): Spot => ({
  x: spot.x + uniform(random, -0.035, 0.035),
  y: spot.y + uniform(random, -0.035, 0.035),
  radius: spot.radius * uniform(random, 0.7, 1.15),
});

type Place = (random: Random) => readonly Spot[];

const known = arrangementNames.map((name): readonly [string, Place] => [
  arrangementNouns[name],
  (random) => spotsOf[name](Math.max(3, countFor(name, random)), random),
]);

/** Things along a figure, corner by corner; the training pictures have none of these. */
const along =
  (...corners: readonly (readonly [number, number])[]): Place =>
  (random) => {
    const size = uniform(random, 0.8, 1);
    return corners.map(([x, y]) => ({ x: 0.5 + size * x, y: 0.5 + size * y, radius: 0.11 }));
  };

const figures: Readonly<Record<string, Place>> = {
  triangle: along([0, -0.36], [-0.19, 0], [0.19, 0], [-0.38, 0.34], [0, 0.34], [0.38, 0.34]),
  cross: along([0, 0], [0, -0.36], [0, 0.36], [-0.36, 0], [0.36, 0]),
  arrow: along([0.36, 0], [0.13, -0.2], [0.13, 0.2], [-0.12, -0.37], [-0.12, 0.37]),
  heart: along(
    [0, 0.38],
    [-0.24, 0.12],
    [0.24, 0.12],
    [-0.36, -0.16],
    [0.36, -0.16],
    [-0.16, -0.32],
    [0.16, -0.32],
    [0, -0.14],
  ),
};

const places = [...known, ...Object.entries(figures)];

function draw(label: number, random: Random): Scene {
  const spots = places[label]![1](random);
  const background = sampleBackground(random);
  const sample = () => sampleThing(random, backgroundColours(background), 0.5);
  const first = sample();
  const thingAt = chance(random, 0.3) ? () => first : sample;
  return {
    background: backgroundPaint(background, random, style),
    items: spots.map((spot) => placeThing(thingAt(), shaken(spot, random), random, style)),
    effects: styleEffects(style, random),
  };
}

/** What happens is in how things stand, not in what they are. */
export const arrangements: Task = {
  name: 'arrangements',
  role: 'arrangements',
  about: 'mixed things in a row, a circle, a pile …; four of the figures are new',
  classNames: places.map(([noun]) => `${noun} of things`),
  template: 'a photo of a {}.',
  draw,
};
