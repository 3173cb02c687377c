import type { Random } from '@dsra/core';
import { chance, integer, pick, uniform } from '../draws';
import { mix, shade, type Rgb } from '../paint/colour';
import { clouds, hash, valueNoise } from '../paint/noise';
import type { Paint } from '../paint/paint';
import { baseStyle, styleEffects, type Style } from '../style';
import type { Task } from './task';

const { PI, abs, floor, hypot, sin } = Math;

type Land = (random: Random) => Paint;

const seedOf = (random: Random): number => floor(random.next() * 2 ** 30);

function mottled(a: Rgb, b: Rgb, scale: number, random: Random): Paint {
  const seed = seedOf(random);
  return (x, y) => mix(a, b, clouds(scale * x, scale * y, seed));
}

/** The country that rivers, roads and lakes lie in. */
const country: Land = (random) => {
  const base = pick(random, ['green', 'brown', 'gray'] as const);
  return mottled(
    mix(shade(base, random, 0.1), [0.3, 0.3, 0.2], 0.4),
    mix(shade('green', random, 0.1), [0.2, 0.2, 0.1], 0.4),
    5,
    random,
  );
};

/** The turn of a picture around its middle. */
function turned(paint: Paint, random: Random): Paint {
  const angle = uniform(random, 0, 2 * PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => paint(cos * (x - 0.5) + sin * (y - 0.5), cos * (y - 0.5) - sin * (x - 0.5));
}

const deepWater = (random: Random): Rgb =>
  mix(shade('blue', random, 0.1), [0.1, 0.2, 0.25], uniform(random, 0.3, 0.7));

/** Parcels of crops, each with furrows of its own. */
const field: Land = (random) => {
  const seed = seedOf(random);
  const [across, along] = [integer(random, 2, 4), integer(random, 2, 4)];
  const crops = [
    shade('yellow', random, 0.15),
    shade('green', random, 0.15),
    shade('brown', random, 0.1),
    shade('orange', random, 0.15),
  ];
  return turned((x, y) => {
    const [i, j] = [floor(x * across + 9), floor(y * along + 9)];
    const crop = crops[floor(4 * hash(i, j, seed))]!;
    const furrow = sin((hash(i, j, seed + 1) < 0.5 ? x : y) * 70) * 0.12 + 0.15;
    return mix(crop, [0.35, 0.3, 0.15], furrow + 0.25);
  }, random);
};

const forest: Land = (random) => {
  const seed = seedOf(random);
  const scale = uniform(random, 9, 16);
  return (x, y) => mix([0.04, 0.13, 0.07], [0.2, 0.36, 0.16], valueNoise(scale * x, scale * y, seed) ** 1.5);
};

const sea: Land = (random) => {
  const deep = deepWater(random);
  const seed = seedOf(random);
  return turned((x, y) => {
    const wave = sin(40 * y + 8 * valueNoise(4 * x, 4 * y, seed));
    return mix(deep, [0.6, 0.75, 0.8], wave > 0.9 ? 0.35 : 0.05);
  }, random);
};

const lake: Land = (random) => {
  const [land, deep, seed] = [country(random), deepWater(random), seedOf(random)];
  const [cx, cy, size] = [
    uniform(random, 0.35, 0.65),
    uniform(random, 0.35, 0.65),
    uniform(random, 0.18, 0.32),
  ];
  return (x, y) => {
    const shore = size * (0.6 + 0.8 * valueNoise(4 * x, 4 * y, seed));
    return hypot(x - cx, y - cy) < shore ? deep : land(x, y);
  };
};

const river: Land = (random) => {
  const [land, deep] = [country(random), deepWater(random)];
  const [turn, phase, swing] = [uniform(random, 5, 10), uniform(random, 0, 6), uniform(random, 0.08, 0.18)];
  const width = uniform(random, 0.04, 0.1);
  return turned((x, y) => (abs(x - swing * sin(turn * y + phase)) < width ? deep : land(x, y)), random);
};

const road: Land = (random) => {
  const [land, asphalt] = [country(random), shade('gray', random, 0.12)];
  const width = uniform(random, 0.03, 0.07);
  const crossing = chance(random, 0.4) ? uniform(random, -0.3, 0.3) : undefined;
  return turned((x, y) => {
    if (abs(x) < 0.008) return [0.9, 0.9, 0.85];
    const on = abs(x) < width || (crossing !== undefined && abs(y - crossing) < width);
    return on ? asphalt : land(x, y);
  }, random);
};

const town: Land = (random) => {
  const seed = seedOf(random);
  const blocks = uniform(random, 5, 9);
  const street = shade('gray', random, 0.1);
  const roofs = [
    shade('red', random, 0.2),
    shade('brown', random, 0.15),
    shade('gray', random, 0.2),
    shade('orange', random, 0.2),
  ];
  return turned((x, y) => {
    const [u, v] = [x * blocks + 20, y * blocks + 20];
    const [i, j] = [floor(u), floor(v)];
    if (u - i < 0.3 || v - j < 0.3) return street;
    return hash(i, j, seed) < 0.15
      ? [0.2, 0.4, 0.2]
      : mix(roofs[floor(4 * hash(i, j, seed + 1))]!, [0.4, 0.4, 0.4], 0.3);
  }, random);
};

const desert: Land = (random) => {
  const sand = mix(shade('orange', random, 0.1), [0.85, 0.75, 0.55], 0.7);
  const [seed, scale] = [seedOf(random), uniform(random, 12, 26)];
  return turned((x, y) => {
    const ridge = sin(scale * (y + 0.25 * valueNoise(4 * x, 3 * y, seed)));
    return mix(sand, [0.5, 0.38, 0.25], 0.25 + 0.25 * ridge);
  }, random);
};

const snow: Land = (random) => {
  const seed = seedOf(random);
  const rock = shade('gray', random, 0.1);
  const line = uniform(random, 0.62, 0.75);
  return (x, y) => {
    const height = clouds(4 * x, 4 * y, seed);
    return height > line ? rock : mix([0.97, 0.98, 1], [0.7, 0.78, 0.88], height);
  };
};

const meadow: Land = (random) => mottled([0.45, 0.62, 0.3], [0.62, 0.72, 0.4], uniform(random, 3, 6), random);

const lands: Readonly<Record<string, Land>> = {
  desert,
  field,
  forest,
  lake,
  meadow,
  river,
  road,
  sea,
  snow,
  town,
};

const style: Style = { ...baseStyle, brightness: [0.7, 1.1], contrast: [0.6, 0.95], grain: 0.12, tint: 0.15 };

/** Places that the model knows from the ground, seen from the sky. */
export const fromAbove: Task = {
  name: 'from-above',
  role: 'far',
  about: 'places as a satellite sees them; the training pictures show them from the ground',
  classNames: Object.keys(lands),
  template: 'a photo of a {}.',
  draw: (label, random) => ({
    background: Object.values(lands)[label]!(random),
    items: [],
    effects: styleEffects(style, random),
  }),
};
