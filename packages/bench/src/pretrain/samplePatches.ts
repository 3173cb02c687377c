import type { Random } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { compose } from '../world/compose';
import { drawScene } from '../world/drawScene';
import { sampleDescription } from '../world/sampleDescription';
import { normalisedPixels } from './normalisedPixels';

/** Patches of drawn pictures as the model reads them: `[n, side·side·3]`, pixels in the order (row, column, channel). */
export function samplePatches(side: number, pictures: number, random: Random): tf.Tensor2D {
  const patches = Array.from({ length: pictures }, () => {
    const { data, width } = drawScene(compose(sampleDescription(random), random));
    return patchesOf(normalisedPixels(data), width, side);
  }).flat();
  const size = side * side * 3;
  const all = new Float32Array(patches.length * size);
  patches.forEach((patch, i) => {
    all.set(patch, i * size);
  });
  return tf.tensor2d(all, [patches.length, size]);
}

function patchesOf(pixels: Float32Array, width: number, side: number): Float32Array[] {
  const perRow = width / side;
  return Array.from({ length: perRow ** 2 }, (_, patch) => {
    const [top, left] = [Math.floor(patch / perRow) * side, (patch % perRow) * side];
    return cut(pixels, width, { top, left, side });
  });
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
