import type { Preprocessing } from '../clip';
import type { RgbImage } from '../image';
import { centredSquare } from './crop';
import { normalise } from './normalise';
import { type Size, resize } from './resize';

/**
 * A picture as CLIP's image tower reads it: shorter side resized to `size`, centred square, normalised.
 * @returns `[size, size, 3]`
 */
export function preprocess(image: RgbImage, preprocessing: Preprocessing): Float32Array {
  return normalise(squareOf(image, preprocessing), preprocessing);
}

/** The 8-bit square of `size` pixels that `preprocess` normalises. */
export function squareOf(image: RgbImage, { size, interpolation }: Preprocessing): RgbImage {
  const resized = withShorterSide(image, size);
  const window = centredSquare(resized, size);
  return resize(image, resized, { window, ...(interpolation && { interpolation }) });
}

/** The longer side is truncated, as in torchvision. */
function withShorterSide({ width, height }: Size, side: number): Size {
  return width < height
    ? { width: side, height: Math.trunc((side * height) / width) }
    : { width: Math.trunc((side * width) / height), height: side };
}
