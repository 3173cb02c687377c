import type { Random } from '@dsra/core';
import type { Description } from '../description';
import { chance, pick } from '../draws';
import { relationFact, type Facts } from '../facts';
import { withArticle, type Phrase } from './phrase';
import { thingPhrase } from './thingPhrase';
import { backgroundPhrase, nothingPhrase } from './wholePhrase';
import { arrangementNouns, arrangementPhrases, numberWords } from './words';

/** A sentence about a picture, and everything that it claims. */
export interface Caption {
  readonly text: string;
  readonly claims: Facts;
}

const frames = ['a photo of', 'a photo of', 'a photo of', 'a picture of', 'a drawing of', 'an image of', ''];
const singularFrames = [...frames, 'there is', 'this is'];
const pluralFrames = [...frames, 'there are', 'these are'];

/** Says some of what a description holds, in one of many ways. */
export function caption(description: Description, random: Random): Caption {
  const { words, claims } = subject(description, random);
  const frame = pick(random, framesFor(description, words));
  const stop = chance(random, 0.9) ? '.' : '';
  return { text: `${frame} ${words}`.trim() + stop, claims };
}

function framesFor({ kind }: Description, words: string): readonly string[] {
  if (kind === 'one') return singularFrames;
  if (kind === 'several' && !words.startsWith('a ')) return pluralFrames;
  return frames;
}

interface Subject {
  readonly words: string;
  readonly claims: Facts;
}

function subject(description: Description, random: Random): Subject {
  switch (description.kind) {
    case 'nothing': {
      const { words, claims } = nothingPhrase(description.background, random);
      return { words, claims: { things: [], whole: claims } };
    }
    case 'one': {
      const thing = thingPhrase(description.thing, random);
      const counted = chance(random, 0.12);
      const phrase = counted ? `one ${thing.words}` : withArticle(thing.words);
      return before(description, random, phrase, [thing], counted ? ['count:1'] : []);
    }
    case 'several':
      return several(description, random);
    case 'two':
      return two(description, random);
  }
}

function several(description: Description & { kind: 'several' }, random: Random): Subject {
  const { thing, count, arrangement } = description;
  const things = thingPhrase(thing, random, true);
  const counted = chance(random, 0.5);
  const number = counted ? numberWords[count]! : pick(random, ['', 'some', 'many', 'several']);
  const arranged = chance(random, 0.75);
  const claims = [
    'many',
    ...(counted ? [`count:${count}`] : []),
    ...(arranged ? [`arrangement:${arrangement}`] : []),
  ];
  if (arranged && chance(random, 0.35)) {
    const inner = number === '' ? things.words : `${number} ${things.words}`;
    return before(description, random, `a ${arrangementNouns[arrangement]} of ${inner}`, [things], claims);
  }
  const where = arranged ? ` ${pick(random, arrangementPhrases[arrangement])}` : '';
  return before(description, random, `${number} ${things.words}${where}`.trim(), [things], claims);
}

function two(description: Description & { kind: 'two' }, random: Random): Subject {
  const { things, relation } = description;
  const [a, b] = [thingPhrase(things[0], random), thingPhrase(things[1], random)];
  const [first, second] = [withArticle(a.words), withArticle(b.words)];
  const named = [a, b].every(({ claims }) => claims.some((claim) => claim.startsWith('shape:')));
  if (!named || chance(random, 0.25))
    return before(description, random, `${first} and ${second}`, [a, b], ['two']);
  const fact = ['two', relationFact(things[0], relation, things[1])];
  const turned = relation !== 'inside' && chance(random, 0.5);
  const words = turned
    ? `${second} ${converse[relation]} ${first}`
    : `${first} ${forward[relation]} ${second}`;
  return before(description, random, words, [a, b], fact);
}

const forward = { left: 'left of', above: 'above', inside: 'inside' } as const;
const converse = { left: 'right of', above: 'below' } as const;

/** Adds the background, or leaves it out. */
function before(
  description: Description,
  random: Random,
  words: string,
  things: readonly Phrase[],
  whole: readonly string[],
): Subject {
  const background = backgroundPhrase(description.background, random);
  return {
    words: `${words} ${background.words}`.trim(),
    claims: { things: things.map(({ claims }) => claims), whole: [...whole, ...background.claims] },
  };
}
