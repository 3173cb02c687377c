import type { Random } from '@dsra/core';
import { arrangementNames, arrangements as spotsOf, countFor, type Spot } from '../arrange';
import { arrangementNouns } from '../caption/words';
import { backgroundPaint, placeThing } from '../compose';
import { chance, uniform } from '../draws';
import { backgroundColours, sampleBackground, sampleThing } from '../sampleDescription';
import type { Scene } from '../scene';
import { baseStyle, styleEffects, type Style } from '../style';
import type { Task } from './task';

const style: Style = { ...baseStyle, rotation: 3, stretch: 1.4, shadeSpread: 0.15, grain: 0.08, contrast: [0.6, 1] };

const shaken = (spot: Spot, random: Random): Spot => ({
  x: spot.x + uniform(random, -0.035, 0.035),
  y: spot.y + uniform(random, -0.035, 0.035),
  radius: spot.radius * uniform(random, 0.7, 1.15),
});

function draw(label: number, random: Random): Scene {
  const arrangement = arrangementNames[label]!;
  const spots = spotsOf[arrangement](Math.max(3, countFor(arrangement, random)), random);
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
  about: 'mixed things that stand in a row, a circle, a pile and so on',
  classNames: arrangementNames.map((name) => `${arrangementNouns[name]} of things`),
  template: 'a photo of a {}.',
  draw,
};
