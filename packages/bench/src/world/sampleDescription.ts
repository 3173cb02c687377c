import type { Random } from '@dsra/core';
import { arrangementNames, countFor } from './arrange';
import type { Background, Description, Direction, Size, Surface, Thing } from './description';
import { chance, pick, pickOther, uniform } from './draws';
import { colourNames, colours, type Colour } from './paint/colour';
import { patternNames, type PatternName } from './paint/patterns';
import { placeNames } from './paint/scenery';
import { shapeNames } from './shapes/shapes';

const directions: readonly Direction[] = ['horizontal', 'vertical', 'diagonal'];
const sizes: readonly Size[] = ['small', 'medium', 'medium', 'big', 'big'];

/** A description from the world that the embedded model is trained on. */
export function sampleDescription(random: Random): Description {
  const kind = uniform(random, 0, 1);
  if (kind < 0.55) return sampleOne(random);
  if (kind < 0.73) return sampleSeveral(random);
  if (kind < 0.83) return sampleTwo(random);
  return { kind: 'nothing', background: sampleWhole(random) };
}

const light: readonly Colour[] = ['white', 'yellow', 'pink', 'turquoise', 'orange'];

/** One clear thing on one light colour, or nothing but a texture or a place: where the training begins. */
export function sampleEasyDescription(random: Random): Description {
  const kind = random.next();
  if (kind > 0.85) return { kind: 'nothing', background: sampleWhole(random) };
  const background: Background = { kind: 'surface', surface: sampleSurface(random, light, 1) };
  const thing = sampleThing(random, [...backgroundColours(background), 'black'], 0.6);
  if (kind < 0.7) return { kind: 'one', thing: { ...thing, size: 'big' }, background };
  const arrangement = pick(random, arrangementNames);
  const count = countFor(arrangement, random);
  return { kind: 'several', thing: { ...thing, size: 'small' }, count, arrangement, background };
}

function sampleOne(random: Random): Description {
  const background = sampleBackground(random);
  return { kind: 'one', thing: sampleThing(random, backgroundColours(background)), background };
}

function sampleSeveral(random: Random): Description {
  const background = sampleBackground(random);
  const arrangement = pick(random, arrangementNames);
  return {
    kind: 'several',
    thing: { ...sampleThing(random, backgroundColours(background), 0.75), size: 'small' },
    count: countFor(arrangement, random),
    arrangement,
    background,
  };
}

function sampleTwo(random: Random): Description {
  const background = sampleBackground(random);
  const first = sampleThing(random, backgroundColours(background), 0.75);
  const second = sampleThing(random, [...backgroundColours(background), first.colour], 0.75);
  const relation = pick(random, ['left', 'above', 'inside'] as const);
  return {
    kind: 'two',
    things: [
      { ...first, size: relation === 'inside' ? 'small' : 'medium' },
      {
        ...second,
        size: relation === 'inside' ? 'big' : 'medium',
        ...(relation === 'inside' && { shape: pick(random, roomy) }),
      },
    ],
    relation,
    background,
  };
}

/** Shapes that have room for another inside. */
const roomy = ['circle', 'square', 'triangle', 'star', 'heart', 'hexagon', 'diamond'] as const;

/** A thing whose colour stands out from the colours to avoid. */
export function sampleThing(random: Random, avoided: readonly Colour[], plainness = 0.5): Thing {
  const usable = colourNames.filter((name) => avoided.every((other) => distinct(name, other)));
  return {
    ...sampleSurface(random, usable.length > 0 ? usable : colourNames, plainness),
    shape: pick(random, shapeNames),
    size: pick(random, sizes),
  };
}

/** A surface with its first colour from a list; plain with the given probability. */
export function sampleSurface(random: Random, from: readonly Colour[], plainness: number): Surface {
  const colour = pick(random, from);
  if (chance(random, plainness)) return { colour, pattern: 'plain' };
  const pattern = pickOther<PatternName>(random, patternNames, 'plain');
  const second = pick(
    random,
    colourNames.filter((name) => distinct(name, colour)),
  );
  return { colour, pattern, second, ...(pattern === 'striped' && { direction: pick(random, directions) }) };
}

/** Far enough apart to be told from one another side by side. */
export function distinct(a: Colour, b: Colour): boolean {
  const [p, q] = [colours[a], colours[b]];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) > 0.5;
}

/** A background behind things: mostly calm. */
export function sampleBackground(random: Random): Background {
  const kind = random.next();
  if (kind < 0.55) return { kind: 'surface', surface: sampleSurface(random, colourNames, 1) };
  if (kind < 0.63) return { kind: 'surface', surface: sampleSurface(random, colourNames, 0) };
  if (kind < 0.81) return { kind: 'place', place: pick(random, placeNames) };
  const first = pick(random, colourNames);
  return {
    kind: kind < 0.91 ? 'clouds' : 'gradient',
    colours: [first, pickOther(random, colourNames, first)],
  };
}

/** A background that is the whole picture: a texture or a place. */
function sampleWhole(random: Random): Background {
  return chance(random, 0.6)
    ? { kind: 'surface', surface: sampleSurface(random, colourNames, 0) }
    : { kind: 'place', place: pick(random, placeNames) };
}

/** The colours of a background, which things should keep away from. */
export function backgroundColours(background: Background): Colour[] {
  if (background.kind === 'surface') {
    const { colour, second } = background.surface;
    return second ? [colour, second] : [colour];
  }
  return background.kind === 'place' ? [] : [...background.colours];
}
