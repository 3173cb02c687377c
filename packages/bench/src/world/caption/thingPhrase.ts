import type { Random } from '@dsra/core';
import type { Surface, Thing } from '../description';
import { chance, pick } from '../draws';
import { join, NOTHING_SAID, type Phrase } from './phrase';
import { colourSynonyms, patternAdjectives, patternNouns, plural, shapeSynonyms, sizeWords } from './words';

/** Probability that an attribute is told. */
const TOLD = 0.65;

/** A thing without its article, some attributes told: "small red striped star", "stars with white dots". */
export function thingPhrase(thing: Thing, random: Random, many = false): Phrase {
  const told = (): boolean => chance(random, TOLD);
  const size = told() && told() ? sizePhrase(thing, random) : NOTHING_SAID;
  return surfacePhrase(thing, size, nounPhrase(thing, random, many), random);
}

function sizePhrase({ size }: Thing, random: Random): Phrase {
  const words = sizeWords[size];
  return words.length === 0 ? NOTHING_SAID : { words: pick(random, words), claims: [`size:${size}`] };
}

function nounPhrase({ shape }: Thing, random: Random, many: boolean): Phrase {
  const named = chance(random, 0.92);
  const name = chance(random, 0.75) ? shape : pick(random, shapeSynonyms[shape] ?? [shape]);
  const noun = named ? name : pick(random, ['thing', 'shape', 'object']);
  return { words: many ? plural(noun) : noun, claims: named ? [`shape:${shape}`] : [] };
}

/** Attributes of a surface around a noun, behind the words that come before. */
export function surfacePhrase(surface: Surface, before: Phrase, noun: Phrase, random: Random): Phrase {
  const colour = chance(random, TOLD) ? colourPhrase(surface, random) : NOTHING_SAID;
  if (!chance(random, TOLD)) return join(before, colour, noun);
  if (surface.pattern === 'plain') {
    return chance(random, 0.3) ? join(before, plainPhrase, colour, noun) : join(before, colour, noun);
  }
  return chance(random, 0.5)
    ? join(before, colour, adjectivePhrase(surface, random), noun)
    : join(before, colour, noun, decorationPhrase(surface, random));
}

const plainPhrase: Phrase = { words: 'plain', claims: ['pattern:plain'] };

export function colourPhrase({ colour }: Pick<Surface, 'colour'>, random: Random): Phrase {
  const synonyms = colourSynonyms[colour];
  const words = synonyms && chance(random, 0.3) ? pick(random, synonyms) : colour;
  return { words, claims: [`colour:${colour}`] };
}

export const adjectivePhrase = ({ pattern }: Surface, random: Random): Phrase => ({
  words: pick(random, patternAdjectives[pattern]),
  claims: [`pattern:${pattern}`],
});

/** "with white stripes", "with diagonal stripes". */
function decorationPhrase(surface: Surface, random: Random): Phrase {
  const { pattern, second, direction } = surface;
  if (pattern === 'plain' || !second) return NOTHING_SAID;
  const along = direction && chance(random, 0.5);
  const colour = chance(random, TOLD) ? { words: second, claims: [`second:${second}`] } : NOTHING_SAID;
  return join(
    { words: 'with', claims: [] },
    along ? { words: direction, claims: [`direction:${direction}`] } : NOTHING_SAID,
    colour,
    { words: patternNouns[pattern], claims: [`pattern:${pattern}`] },
  );
}
