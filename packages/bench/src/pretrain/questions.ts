import type { Random } from '@dsra/core';
import { arrangementNames } from '../world/arrange';
import { withArticle } from '../world/caption/phrase';
import { arrangementNouns, patternAdjectives, placePhrases, plural } from '../world/caption/words';
import type { Description } from '../world/description';
import { pick } from '../world/draws';
import { colourNames } from '../world/paint/colour';
import { patternNames } from '../world/paint/patterns';
import { placeNames } from '../world/paint/scenery';
import { shapeNames } from '../world/shapes/shapes';

/**
 * Sentences that exclude one another, one per value of an attribute. A caption is compared with the few other
 * captions of its batch; a question compares a picture with every value there is.
 */
export interface Question {
  readonly sentences: (random: Random) => string[];
  /** Index of the true sentence, −1 where none or several are true. */
  readonly answer: (description: Description) => number;
}

const things = ['thing', 'shape', 'object'] as const;
const photo = (words: string): string => `a photo of ${words}.`;

const shapeOfOne: Question = {
  sentences: () => shapeNames.map((shape) => photo(withArticle(shape))),
  answer: (d) => (d.kind === 'one' ? shapeNames.indexOf(d.thing.shape) : -1),
};

const shapeOfMany: Question = {
  sentences: () => shapeNames.map((shape) => photo(`some ${plural(shape)}`)),
  answer: (d) => (d.kind === 'several' ? shapeNames.indexOf(d.thing.shape) : -1),
};

const colour: Question = {
  sentences: (random) => {
    const noun = pick(random, things);
    return colourNames.map((name) => photo(withArticle(`${name} ${noun}`)));
  },
  answer: (d) => (d.kind === 'one' ? colourNames.indexOf(d.thing.colour) : -1),
};

const pattern: Question = {
  sentences: (random) => {
    const noun = pick(random, things);
    return patternNames.map((name) => photo(withArticle(`${pick(random, patternAdjectives[name])} ${noun}`)));
  },
  answer: (d) => (d.kind === 'one' ? patternNames.indexOf(d.thing.pattern) : -1),
};

const texture: Question = {
  sentences: (random) => {
    const noun = pick(random, ['texture', 'pattern', 'background'] as const);
    return patternNames.map((name) => photo(withArticle(`${pick(random, patternAdjectives[name])} ${noun}`)));
  },
  answer: ({ kind, background }) =>
    kind === 'nothing' && background.kind === 'surface'
      ? patternNames.indexOf(background.surface.pattern)
      : -1,
};

const place: Question = {
  sentences: () => placeNames.map((name) => photo(placePhrases[name].noun)),
  answer: ({ background }) => (background.kind === 'place' ? placeNames.indexOf(background.place) : -1),
};

const arrangement: Question = {
  sentences: (random) => {
    const noun = plural(pick(random, things));
    return arrangementNames.map((name) => photo(withArticle(`${arrangementNouns[name]} of ${noun}`)));
  },
  answer: (d) => (d.kind === 'several' ? arrangementNames.indexOf(d.arrangement) : -1),
};

export const questions: readonly Question[] = [
  shapeOfOne,
  shapeOfMany,
  colour,
  pattern,
  texture,
  place,
  arrangement,
];
