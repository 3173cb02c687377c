import { mersenneTwister, type Random } from '@dsra/core';
import { caption } from '../world/caption/caption';
import { compose } from '../world/compose';
import type { Description } from '../world/description';
import { drawScene, PICTURE_SIDE } from '../world/drawScene';
import { chance } from '../world/draws';
import { factsOf, holds } from '../world/facts';
import { sampleDescription, sampleEasyDescription } from '../world/sampleDescription';
import { type Question, questions } from './questions';

/** Pictures and captions of one training step: pair i is picture i and text i. */
export interface DrawnBatch {
  /** RGB bytes, `[size, side, side, 3]` */
  readonly pixels: Uint8Array;
  readonly texts: readonly string[];
  /** `[size, size]`: 1 where text j, another picture's, is true of picture i as well. */
  readonly alsoTrue: Float32Array;
  readonly questions: readonly AskedQuestion[];
}

/** A question in the words of one step. */
export interface AskedQuestion {
  readonly sentences: readonly string[];
  /** One-hot, `[size, sentences]`; a row of zeros where the picture does not answer. */
  readonly answers: Float32Array;
}

/** Which batch. */
export interface BatchRequest {
  /** Number of pictures. */
  readonly size: number;
  readonly seed: number;
  readonly step: number;
  /** Probability of an easy picture: training goes from clear pictures to all. */
  readonly easy: number;
}

/** The batch of a step: fresh pictures, the same for the same seed and step. */
export function drawBatch({ size, seed, step, easy }: BatchRequest): DrawnBatch {
  const random = mersenneTwister([seed, step]);
  const pixels = new Uint8Array(size * PICTURE_SIDE ** 2 * 3);
  const pairs = Array.from({ length: size }, (_, i) => {
    const description = (chance(random, easy) ? sampleEasyDescription : sampleDescription)(random);
    pixels.set(drawScene(compose(description, random)).data, i * PICTURE_SIDE ** 2 * 3);
    return { description, facts: factsOf(description), ...caption(description, random) };
  });
  const alsoTrue = new Float32Array(size * size);
  pairs.forEach(({ facts }, i) => {
    pairs.forEach(({ claims }, j) => {
      if (i !== j && holds(claims, facts)) alsoTrue[i * size + j] = 1;
    });
  });
  const descriptions = pairs.map(({ description }) => description);
  const asked = questions.map((question) => ask(question, descriptions, random));
  return { pixels, texts: pairs.map(({ text }) => text), alsoTrue, questions: asked };
}

function ask(question: Question, descriptions: readonly Description[], random: Random): AskedQuestion {
  const sentences = question.sentences(random);
  const answers = new Float32Array(descriptions.length * sentences.length);
  descriptions.forEach((description, i) => {
    const answer = question.answer(description);
    if (answer >= 0) answers[i * sentences.length + answer] = 1;
  });
  return { sentences, answers };
}
