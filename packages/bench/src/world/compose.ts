import type { Random } from '@dsra/core';
import { arrangements, type Spot } from './arrange';
import type { Background, Description, Direction, Size, Surface, Thing } from './description';
import { chance, pick, uniform } from './draws';
import { mix, shade } from './paint/colour';
import { clouds } from './paint/noise';
import { gradient, patterned, plain, type Paint } from './paint/paint';
import { patterns } from './paint/patterns';
import { scenery } from './paint/scenery';
import type { Item, Scene } from './scene';
import { shapes } from './shapes/shapes';
import { baseStyle, styleEffects, type Style } from './style';

/** Decides where everything stands and in which shades: a description becomes a scene. */
export function compose(description: Description, random: Random, style: Style = baseStyle): Scene {
  return {
    background: backgroundPaint(description.background, random, style),
    items: itemsOf(description, random, style),
    effects: styleEffects(style, random),
  };
}

function itemsOf(description: Description, random: Random, style: Style): Item[] {
  switch (description.kind) {
    case 'nothing':
      return [];
    case 'one':
      return [placeThing(description.thing, oneSpot(description.thing.size, random), random, style)];
    case 'several': {
      const spots = arrangements[description.arrangement](description.count, random);
      return spots.map((spot) => placeThing(description.thing, jitter(spot, random), random, style));
    }
    case 'two': {
      const [first, second] = twoSpots(description.relation, random);
      const [a, b] = description.things;
      return [placeThing(b, second, random, style), placeThing(a, first, random, style)];
    }
  }
}

/** One thing as an item: turned, stretched and painted within the style. */
export function placeThing(thing: Thing, spot: Spot, random: Random, style: Style): Item {
  const outlined = chance(random, style.outline);
  return {
    shape: shapes[thing.shape],
    paint: surfacePaint(thing, random, style, 2),
    ...spot,
    rotation: uniform(random, -style.rotation, style.rotation),
    aspect: uniform(random, 1 / style.stretch, style.stretch),
    ...(outlined && {
      outline: { width: uniform(random, 0.09, 0.16), colour: shade(pick(random, style.ink), random) },
    }),
  };
}

const jitter = (spot: Spot, random: Random): Spot => ({
  x: spot.x + uniform(random, -0.02, 0.02),
  y: spot.y + uniform(random, -0.02, 0.02),
  radius: spot.radius * uniform(random, 0.85, 1.05),
});

const radii: Readonly<Record<Size, readonly [number, number]>> = {
  small: [0.17, 0.22],
  medium: [0.25, 0.33],
  big: [0.39, 0.47],
};

/** A place for one thing of a size, wholly on the picture where it fits. */
export function oneSpot(size: Size, random: Random): Spot {
  const radius = uniform(random, ...radii[size]);
  const free = Math.max(0.03, 0.5 - radius);
  return { x: 0.5 + uniform(random, -free, free), y: 0.5 + uniform(random, -free, free), radius };
}

function twoSpots(relation: 'left' | 'above' | 'inside', random: Random): [Spot, Spot] {
  if (relation === 'inside') {
    const [x, y] = [uniform(random, 0.44, 0.56), uniform(random, 0.44, 0.56)];
    return [
      { x, y, radius: uniform(random, 0.15, 0.19) },
      { x, y, radius: uniform(random, 0.4, 0.46) },
    ];
  }
  const along = (): number => uniform(random, 0.23, 0.28);
  const across = (): number => uniform(random, 0.38, 0.62);
  const radius = (): number => uniform(random, 0.17, 0.23);
  const [near, far] = [along(), 1 - along()];
  return relation === 'left'
    ? [
        { x: near, y: across(), radius: radius() },
        { x: far, y: across(), radius: radius() },
      ]
    : [
        { x: across(), y: near, radius: radius() },
        { x: across(), y: far, radius: radius() },
      ];
}

const angles: Readonly<Record<Direction, readonly number[]>> = {
  horizontal: [0],
  vertical: [Math.PI / 2],
  diagonal: [Math.PI / 4, -Math.PI / 4],
};

/** A surface's paint over a plane of which `extent` units show. */
export function surfacePaint(surface: Surface, random: Random, style: Style, extent: number): Paint {
  const first = shade(surface.colour, random, style.shadeSpread);
  if (!surface.second) return plain(first);
  const turn = surface.pattern === 'ringed' ? 0 : uniform(random, -0.12, 0.12);
  const angle = surface.direction ? pick(random, angles[surface.direction]) : 0;
  const centred = surface.pattern === 'ringed';
  return patterned(patterns[surface.pattern], first, shade(surface.second, random, style.shadeSpread), {
    frequency: uniform(random, ...style.periods) / extent,
    angle: angle + turn,
    phase: centred ? [0, 0] : [random.next(), random.next()],
  });
}

/** A background's paint over the unit square. */
export function backgroundPaint(background: Background, random: Random, style: Style): Paint {
  switch (background.kind) {
    case 'place':
      return scenery[background.place](random);
    case 'surface':
      return middled(surfacePaint(background.surface, random, wide(style), 1));
    case 'gradient': {
      const [a, b] = background.colours;
      return gradient(shade(a, random), shade(b, random), uniform(random, 0, 2 * Math.PI));
    }
    case 'clouds': {
      const [a, b] = background.colours.map((name) => shade(name, random)) as [never, never];
      const [seed, scale] = [Math.floor(random.next() * 2 ** 31), uniform(random, 3, 8)];
      return (x, y) => mix(a, b, clouds(x * scale, y * scale, seed));
    }
  }
}

/** Backgrounds show more periods than things do. */
const wide = (style: Style): Style => ({
  ...style,
  periods: [style.periods[0] * 1.5, style.periods[1] * 1.8],
});

const middled =
  (paint: Paint): Paint =>
  (x, y) =>
    paint(x - 0.5, y - 0.5);
