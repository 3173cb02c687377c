import {
  augment,
  type Augmentation,
  preprocess,
  type Preprocessing,
  type RgbImage,
  stackPixels,
} from '@dsra/clip';
import { DsraError, type Random } from '@dsra/core';
import type { Tensor4D } from '@tensorflow/tfjs';

/** A decoded picture, or how to get it when it is needed. */
export type Picture = RgbImage | (() => RgbImage | Promise<RgbImage>);

/** A labelled picture; the label is a class name or its index. */
export interface Example {
  readonly image: Picture;
  readonly label: string | number;
}

/** The class index of every example. */
export function labelIndices(examples: readonly Example[], classNames: readonly string[]): number[] {
  const indices = new Map(classNames.map((name, index) => [name, index]));
  return examples.map(({ label }, i) => {
    const index = typeof label === 'string' ? indices.get(label) : label;
    if (index !== undefined && Number.isInteger(index) && index >= 0 && index < classNames.length)
      return index;
    throw new DsraError('badInput', `example ${i} has the label ${JSON.stringify(label)}, which is no class`);
  });
}

/**
 * Pictures as the image tower reads them, or augmented with a generator.
 * @returns `[pictures, size, size, 3]`, owned by the caller
 */
export async function loadPixels(
  pictures: readonly Picture[],
  preprocessing: Preprocessing,
  augmented?: Augmentation & { readonly random: Random },
): Promise<Tensor4D> {
  const images = await Promise.all(pictures.map(async (it) => (typeof it === 'function' ? it() : it)));
  const read = (image: RgbImage) =>
    augmented ? augment(image, augmented.random, preprocessing, augmented) : preprocess(image, preprocessing);
  return stackPixels(images.map(read), preprocessing.size);
}
