import { mersenneTwister } from '@dsra/core';
import { caption } from '../world/caption/caption';
import { compose } from '../world/compose';
import { drawScene, PICTURE_SIDE } from '../world/drawScene';
import { factsOf, holds } from '../world/facts';
import { sampleDescription } from '../world/sampleDescription';

/** Pictures and captions of one training step: pair i is picture i and text i. */
export interface DrawnBatch {
  /** RGB bytes, `[size, side, side, 3]` */
  readonly pixels: Uint8Array;
  readonly texts: readonly string[];
  /** `[size, size]`: 1 where text j, another picture's, is true of picture i as well. */
  readonly alsoTrue: Float32Array;
}

/** The batch of a step: fresh pictures, the same for the same seed and step. */
export function drawBatch(size: number, seed: number, step: number): DrawnBatch {
  const random = mersenneTwister([seed, step]);
  const pixels = new Uint8Array(size * PICTURE_SIDE ** 2 * 3);
  const pairs = Array.from({ length: size }, (_, i) => {
    const description = sampleDescription(random);
    pixels.set(drawScene(compose(description, random)).data, i * PICTURE_SIDE ** 2 * 3);
    return { facts: factsOf(description), ...caption(description, random) };
  });
  const alsoTrue = new Float32Array(size * size);
  pairs.forEach(({ facts }, i) => {
    pairs.forEach(({ claims }, j) => {
      if (i !== j && holds(claims, facts)) alsoTrue[i * size + j] = 1;
    });
  });
  return { pixels, texts: pairs.map(({ text }) => text), alsoTrue };
}
