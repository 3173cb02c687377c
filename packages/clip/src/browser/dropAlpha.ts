import type { RgbImage } from '../image';

type Rgba = Uint8Array | Uint8ClampedArray;

/** RGBA bytes as an RGB picture. */
export function dropAlpha(rgba: Rgba, width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    data[to] = rgba[from]!;
    data[to + 1] = rgba[from + 1]!;
    data[to + 2] = rgba[from + 2]!;
  }
  return { width, height, data };
}

/** Whether every pixel has alpha 255. */
export function opaque(rgba: Rgba): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 255) return false;
  return true;
}
