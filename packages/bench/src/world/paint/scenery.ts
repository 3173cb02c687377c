import type { Random } from '@dsra/core';
import { uniform } from '../draws';
import { mix, shade, type Rgb } from './colour';
import { clouds, hash, valueNoise } from './noise';
import { gradient, type Paint } from './paint';

const { PI, abs, floor, hypot, max, min, sin, sqrt } = Math;

/** A view over the unit square, y down. */
type View = (random: Random) => Paint;

const seedOf = (random: Random): number => floor(random.next() * 2 ** 31);

const horizon =
  (above: Paint, below: Paint, at: number): Paint =>
  (x, y) =>
    y < at ? above(x, y) : below(x, (y - at) / (1 - at));

const clearSky = (random: Random): Paint =>
  gradient(mix(shade('blue', random), shade('white', random), 0.5), shade('white', random, 0.12), PI / 2);

/** One colour with cloudy variation towards another. */
function mottled(first: Rgb, second: Rgb, scale: number, random: Random): Paint {
  const seed = seedOf(random);
  return (x, y) => mix(first, second, clouds(x * scale, y * scale, seed));
}

const land = (below: (random: Random) => Paint): View => {
  return (random) => horizon(clearSky(random), below(random), uniform(random, 0.2, 0.45));
};

/** Waves that grow towards the viewer. */
function water(random: Random): Paint {
  const deep = shade('blue', random);
  const foam = mix(deep, shade('white', random), 0.55);
  const seed = seedOf(random);
  return (x, y) => {
    const wave = sin(14 * sqrt(y + 0.05) * PI + 6 * valueNoise(5 * x, 8 * y, seed));
    return mix(deep, foam, wave > 0.55 ? 1 : 0.2);
  };
}

function furrows(random: Random): Paint {
  const straw = shade('yellow', random, 0.12);
  const earth = shade('brown', random);
  const bend = uniform(random, -1, 1);
  return (x, y) => {
    const across = (x - 0.5 - bend * 0.3) / (0.25 + y);
    return mix(straw, earth, sin(22 * across) > 0.1 ? 0.75 : 0);
  };
}

function blossoms(random: Random): Paint {
  const grass = mottled(shade('green', random), mix(shade('green', random), [1, 1, 0.3], 0.4), 7, random);
  const blossom = shade('white', random, 0.2);
  const seed = seedOf(random);
  return (x, y) => (hash(floor(22 * x), floor(16 * y), seed) < 0.09 ? blossom : grass(x, y));
}

/** A band whose middle and width depend on the height, over a ground. */
const band =
  (ground: Paint, fill: Paint, middle: (y: number) => number, width: (y: number) => number): Paint =>
  (x, y) =>
    abs(x - middle(y)) < width(y) ? fill(x, y) : ground(x, y);

const grass = (random: Random): Paint =>
  mottled(shade('green', random), mix(shade('green', random), [0.9, 0.9, 0.3], 0.35), 5, random);

function river(random: Random): Paint {
  const turn = uniform(random, 3, 6);
  const start = uniform(random, 0, 6);
  return band(
    grass(random),
    water(random),
    (y) => 0.5 + 0.22 * sin(turn * y + start),
    (y) => 0.06 + 0.16 * y,
  );
}

function road(random: Random): Paint {
  const asphalt = shade('gray', random);
  const line = shade('white', random);
  const lean = uniform(random, -0.25, 0.25);
  const middle = (y: number): number => 0.5 + lean * (1 - y);
  const lane: Paint = (x, y) =>
    abs(x - middle(y)) < 0.012 + 0.02 * y && sin(18 * sqrt(y)) > 0 ? line : asphalt;
  return band(grass(random), lane, middle, (y) => 0.05 + 0.32 * y);
}

function lake(random: Random): Paint {
  const shore = grass(random);
  const surface = water(random);
  const [cx, cy] = [uniform(random, 0.35, 0.65), uniform(random, 0.45, 0.65)];
  return (x, y) => (hypot((x - cx) / 0.42, (y - cy) / 0.3) < 1 ? surface(x, y) : shore(x, y));
}

function trunks(random: Random): Paint {
  const leaves = mottled([0.03, 0.22, 0.06], [0.12, 0.5, 0.14], 9, random);
  const bark = shade('brown', random);
  const seed = seedOf(random);
  return (x, y) => {
    const column = floor(9 * x);
    const offset = 9 * x - column - 0.2 - 0.6 * hash(column, 1, seed);
    return y > 0.35 && abs(offset) < 0.14 ? bark : leaves(x, y);
  };
}

function dunes(random: Random): Paint {
  const light = mix(shade('yellow', random), shade('orange', random), 0.35);
  const dark = mix(light, shade('brown', random), 0.4);
  const seed = seedOf(random);
  return (x, y) => {
    const ridge = sin(9 * y + 4 * valueNoise(2 * x, y, seed));
    return mix(light, dark, 0.5 + 0.5 * ridge);
  };
}

function snowfall(random: Random): Paint {
  const ground = mottled([0.97, 0.98, 1], [0.8, 0.86, 0.95], 3, random);
  const air = shade('gray', random, 0.12);
  const at = uniform(random, 0.35, 0.6);
  const seed = seedOf(random);
  return (x, y) => (y > at || hash(floor(26 * x), floor(26 * y), seed) < 0.14 ? ground(x, y) : air);
}

function skyline(random: Random): Paint {
  const sky = clearSky(random);
  const seed = seedOf(random);
  const walls = [
    shade('gray', random),
    shade('brown', random),
    shade('red', random, 0.15),
    shade('orange', random),
  ];
  const window = shade('yellow', random, 0.12);
  return (x, y) => {
    const column = floor(6 * x);
    if (y < 0.25 + 0.45 * hash(column, 2, seed)) return sky(x, y);
    const [wx, wy] = [18 * x - floor(18 * x), 14 * y - floor(14 * y)];
    const lit = wx > 0.3 && wx < 0.75 && wy > 0.3 && wy < 0.75;
    return lit ? window : walls[floor(4 * hash(column, 3, seed))]!;
  };
}

function starlight(random: Random): Paint {
  const dark = mix(shade('blue', random), [0, 0, 0.02], 0.8);
  const seed = seedOf(random);
  return (x, y) => (hash(floor(24 * x), floor(24 * y), seed) < 0.05 ? [1, 1, 0.85] : dark);
}

function cloudySky(random: Random): Paint {
  const blue = mix(shade('blue', random), shade('white', random), uniform(random, 0.3, 0.5));
  const seed = seedOf(random);
  return (x, y) => mix(blue, [1, 1, 1], min(1, max(0, 4 * clouds(3 * x, 4 * y, seed) - 1.7)));
}

/** Backgrounds with a place's name, seen from the ground. */
export const scenery = {
  sea: land(water),
  lake: land(lake),
  river: land(river),
  field: land(furrows),
  meadow: land(blossoms),
  forest: trunks,
  desert: land(dunes),
  snow: snowfall,
  town: skyline,
  road: land(road),
  night: starlight,
  sky: cloudySky,
} as const satisfies Record<string, View>;

export type Place = keyof typeof scenery;
export const placeNames = Object.keys(scenery) as readonly Place[];
