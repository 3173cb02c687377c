import type { Random } from '@dsra/core';
import { compose } from '../world/compose';
import { drawScene } from '../world/drawScene';
import { sampleDescription } from '../world/sampleDescription';
import { normalisedPixels } from './normalisedPixels';

/** Patches of drawn pictures as the model reads them: rows of `side·side·3` pixels, order (row, column, channel). */
export function samplePatches(side: number, pictures: number, random: Random): Float32Array[] {
  return Array.from({ length: pictures }, () => {
    const { data, width } = drawScene(compose(sampleDescription(random), random));
    const pixels = normalisedPixels(data);
    const perRow = width / side;
    return Array.from({ length: perRow ** 2 }, (_, patch) => {
      const [top, left] = [Math.floor(patch / perRow) * side, (patch % perRow) * side];
      return cut(pixels, width, { top, left, side });
    });
  }).flat();
}

function cut(
  pixels: Float32Array,
  width: number,
  { top, left, side }: { top: number; left: number; side: number },
): Float32Array {
  const patch = new Float32Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const start = 3 * ((top + y) * width + left);
    patch.set(pixels.subarray(start, start + 3 * side), 3 * side * y);
  }
  return patch;
}
