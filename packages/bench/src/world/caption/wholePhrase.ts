import type { Random } from '@dsra/core';
import type { Background, Surface } from '../description';
import { chance, pick } from '../draws';
import { join, NOTHING_SAID, withArticle, type Phrase } from './phrase';
import { adjectivePhrase, colourPhrase } from './thingPhrase';
import { patternNouns, placePhrases } from './words';

/** What stands behind the things, or nothing: "on a green background", "in a forest". */
export function backgroundPhrase(background: Background, random: Random): Phrase {
  if (chance(random, 0.55)) return NOTHING_SAID;
  if (background.kind === 'place') {
    const { where } = placePhrases[background.place];
    return { words: pick(random, where), claims: [`place:${background.place}`] };
  }
  if (background.kind !== 'surface') return NOTHING_SAID;
  const { words, claims } = texturePhrase(background.surface, random);
  const behind = pick(random, ['on', 'in front of']);
  return {
    words: `${behind} ${withArticle(`${words} background`)}`,
    claims: claims.map((claim) => `background ${claim}`),
  };
}

/** Attributes of a surface alone: "red striped"; at least one is told. */
function texturePhrase(surface: Surface, random: Random): Phrase {
  const colour = colourPhrase(surface, random);
  if (surface.pattern === 'plain') return colour;
  const pattern = adjectivePhrase(surface, random);
  return pick(random, [colour, pattern, join(colour, pattern), pattern]);
}

/** A picture that shows no things: "a striped texture", "red and white waves", "a forest". */
export function nothingPhrase(background: Background, random: Random): Phrase {
  if (background.kind === 'place') {
    return { words: placePhrases[background.place].noun, claims: [`place:${background.place}`] };
  }
  if (background.kind !== 'surface' || background.surface.pattern === 'plain') return NOTHING_SAID;
  return chance(random, 0.6)
    ? textureNoun(background.surface, random)
    : patternNoun(background.surface, random);
}

function textureNoun(surface: Surface, random: Random): Phrase {
  const phrase = texturePhrase(surface, random);
  return {
    words: withArticle(`${phrase.words} ${pick(random, ['texture', 'pattern', 'texture'])}`),
    claims: [...phrase.claims, 'nothing'],
  };
}

function patternNoun(surface: Surface, random: Random): Phrase {
  const { colour, second, direction } = surface;
  const pattern = surface.pattern as keyof typeof patternNouns;
  const along = direction && chance(random, 0.4);
  const coloured = second !== undefined && chance(random, 0.6);
  return join(
    along ? { words: direction, claims: [`direction:${direction}`] } : NOTHING_SAID,
    coloured
      ? { words: `${colour} and ${second}`, claims: [`colour:${colour}`, `second:${second}`] }
      : NOTHING_SAID,
    { words: patternNouns[pattern], claims: [`pattern:${pattern}`, 'nothing'] },
  );
}
