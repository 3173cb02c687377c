import type { RgbImage } from '../image';
import { type Box, type Size, resize } from './resize';
import type { Interpolation } from './filter';

/** Cuts a rectangle out of a picture; it must lie inside. */
export function crop(image: RgbImage, box: Box): RgbImage {
  const data = new Uint8Array(box.width * box.height * 3);
  for (let y = 0; y < box.height; y++) {
    const start = ((box.top + y) * image.width + box.left) * 3;
    data.set(image.data.subarray(start, start + box.width * 3), y * box.width * 3);
  }
  return { width: box.width, height: box.height, data };
}

/** Where a centred square of `side` pixels lies in a picture; half a pixel is rounded to even, as in torchvision. */
export function centredSquare({ width, height }: Size, side: number): Box {
  return { left: halfToEven(width - side), top: halfToEven(height - side), width: side, height: side };
}

/** The centred square of `side` pixels; the picture must be at least that large. */
export function centreCrop(image: RgbImage, side: number): RgbImage {
  return crop(image, centredSquare(image, side));
}

/** A rectangle of the picture, resized to a square of `side` pixels (torchvision's `resized_crop`). */
export function resizedCrop(
  image: RgbImage,
  box: Box,
  side: number,
  interpolation?: Interpolation,
): RgbImage {
  return resize(image, { width: side, height: side }, { box, ...(interpolation && { interpolation }) });
}

/** n / 2, halves to the even neighbour: Python's `round`. */
function halfToEven(n: number): number {
  const down = Math.floor(n / 2);
  return n % 2 !== 0 && down % 2 !== 0 ? down + 1 : down;
}
