import type { Random } from '@dsra/core';
import { arrangementNames, countFor } from './arrange';
import type { Background, Description, Direction, Size, Surface, Thing } from './description';
import { chance, pick, pickOther, uniform } from './draws';
import { colourNames, colours, type Colour } from './paint/colour';
import { patternNames, type PatternName } from './paint/patterns';
import { placeNames } from './paint/scenery';
import { shapeNames } from './shapes/shapes';

const directions: readonly Direction[] = ['horizontal', 'vertical', 'diagonal'];
const sizes: readonly Size[] = ['small', 'medium', 'big'];

/** A description from the world that the embedded model is trained on. */
export function sampleDescription(random: Random): Description {
  const kind = uniform(random, 0, 1);
  if (kind < 0.55) return sampleOne(random);
  if (kind < 0.73) return sampleSeveral(random);
  if (kind < 0.83) return sampleTwo(random);
  return { kind: 'nothing', background: sampleWhole(random) };
}

function sampleOne(random: Random): Description {
  const background = sampleBackground(random);
  return { kind: 'one', thing: sampleThing(random, avoid(background)), background };
}

function sampleSeveral(random: Random): Description {
  const background = sampleBackground(random);
  const arrangement = pick(random, arrangementNames);
  return {
    kind: 'several',
    thing: { ...sampleThing(random, avoid(background), 0.75), size: 'small' },
    count: countFor(arrangement, random),
    arrangement,
    background,
  };
}

function sampleTwo(random: Random): Description {
  const background = sampleBackground(random);
  const first = sampleThing(random, avoid(background), 0.75);
  const second = sampleThing(random, [...avoid(background), first.colour], 0.75);
  const relation = pick(random, ['left', 'above', 'inside'] as const);
  return {
    kind: 'two',
    things: [
      { ...first, size: relation === 'inside' ? 'small' : 'medium' },
      { ...second, size: relation === 'inside' ? 'big' : 'medium', ...(relation === 'inside' && { shape: pick(random, roomy) }) },
    ],
    relation,
    background,
  };
}

/** Shapes that have room for another inside. */
const roomy = ['circle', 'square', 'triangle', 'star', 'heart', 'hexagon', 'diamond'] as const;

/** A thing whose colour stands out from the colours to avoid. */
export function sampleThing(random: Random, avoided: readonly Colour[], plainness = 0.4): Thing {
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
  const second = pick(random, colourNames.filter((name) => distinct(name, colour)));
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
  if (kind < 0.45) return { kind: 'surface', surface: sampleSurface(random, colourNames, 1) };
  if (kind < 0.55) return { kind: 'surface', surface: sampleSurface(random, colourNames, 0) };
  if (kind < 0.75) return { kind: 'place', place: pick(random, placeNames) };
  const first = pick(random, colourNames);
  return { kind: kind < 0.88 ? 'clouds' : 'gradient', colours: [first, pickOther(random, colourNames, first)] };
}

/** A background that is the whole picture: a texture or a place. */
function sampleWhole(random: Random): Background {
  return chance(random, 0.6)
    ? { kind: 'surface', surface: sampleSurface(random, colourNames, 0) }
    : { kind: 'place', place: pick(random, placeNames) };
}

/** Colours that things should keep away from. */
function avoid(background: Background): Colour[] {
  if (background.kind === 'surface') {
    const { colour, second } = background.surface;
    return second ? [colour, second] : [colour];
  }
  return background.kind === 'place' ? [] : [...background.colours];
}
