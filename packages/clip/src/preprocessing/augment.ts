/** CoOp's training augmentation: torchvision's RandomResizedCrop (bicubic), then a flip with probability ½. */
import type { Random } from '@dsra/core';
import type { Preprocessing } from '../clip';
import type { RgbImage } from '../image';
import { resizedCrop } from './crop';
import { flipHorizontal } from './flip';
import { normalise } from './normalise';
import type { Box, Size } from './resize';

const ASPECTS = [3 / 4, 4 / 3] as const;
const TRIES = 10;

/** How far a training picture is changed. */
export interface Augmentation {
  /** The smallest share of a picture's area that a random crop keeps, above 0 and up to 1. Default: 0.08, as in CoOp. */
  readonly leastArea?: number;
}

/**
 * A random crop of the picture, perhaps mirrored, normalised.
 * @returns `[size, size, 3]`
 */
export function augment(
  image: RgbImage,
  random: Random,
  preprocessing: Preprocessing,
  { leastArea = 0.08 }: Augmentation = {},
): Float32Array {
  const { size, interpolation } = preprocessing;
  const cropped = resizedCrop(image, randomBox(image, random, leastArea), size, interpolation);
  return normalise(random.next() < 0.5 ? flipHorizontal(cropped) : cropped, preprocessing);
}

/** A rectangle of `leastArea` to all of the area and log-uniform aspect 3:4 to 4:3; central where ten tries do not fit. */
export function randomBox({ width, height }: Size, random: Random, leastArea = 0.08): Box {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = width * height * uniform(random, leastArea, 1);
    const aspect = Math.exp(uniform(random, Math.log(ASPECTS[0]), Math.log(ASPECTS[1])));
    const w = Math.round(Math.sqrt(area * aspect));
    const h = Math.round(Math.sqrt(area / aspect));
    if (w > 0 && h > 0 && w <= width && h <= height) {
      const top = random.below(height - h + 1);
      return { left: random.below(width - w + 1), top, width: w, height: h };
    }
  }
  return centralBox(width, height);
}

/** All of the picture, or as much of its middle as the aspect limits allow. */
function centralBox(width: number, height: number): Box {
  const w = Math.max(Math.min(width, Math.round(height * ASPECTS[1])), 1);
  const h = Math.max(Math.min(height, Math.round(width / ASPECTS[0])), 1);
  return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h };
}

function uniform(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next();
}
