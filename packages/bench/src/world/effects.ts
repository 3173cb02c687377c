import { hash } from './paint/noise';
import type { Rgb } from './paint/colour';

const { min, round } = Math;

/** A change of a finished picture in place: red, green, blue per pixel, nominally 0..1, `side × side` pixels. */
export type Effect = (pixels: Float32Array, side: number) => void;

/** Each channel times a factor, plus an offset. */
const affine =
  ([r, g, b]: Rgb, offset: number): Effect =>
  (pixels) => {
    for (let i = 0; i < pixels.length; i += 3) {
      pixels[i] = pixels[i]! * r + offset;
      pixels[i + 1] = pixels[i + 1]! * g + offset;
      pixels[i + 2] = pixels[i + 2]! * b + offset;
    }
  };

/** Brightness (a factor) and contrast (a factor around middle gray). */
export function light(brightness: number, contrast: number): Effect {
  const gain = brightness * contrast;
  return affine([gain, gain, gain], 0.5 - 0.5 * contrast);
}

/** A coloured light: each channel times a factor. */
export const tint = (factors: Rgb): Effect => affine(factors, 0);

export const invert: Effect = affine([-1, -1, -1], 1);

/** Noise on every channel of every pixel, the same for the same seed. */
export const grain =
  (amount: number, seed: number): Effect =>
  (pixels) => {
    for (let i = 0; i < pixels.length; i++) pixels[i] = pixels[i]! + amount * (2 * hash(i, 0, seed) - 1);
  };

/** Only `levels` values per channel. */
export const posterise =
  (levels: number): Effect =>
  (pixels) => {
    for (let i = 0; i < pixels.length; i++) pixels[i] = round(pixels[i]! * (levels - 1)) / (levels - 1);
  };

/** Blocks of `size` pixels in their mean colour. */
export const mosaic =
  (size: number): Effect =>
  (pixels, side) => {
    for (let y = 0; y < side; y += size) {
      for (let x = 0; x < side; x += size) flatten(pixels, side, x, y, size);
    }
  };

function flatten(pixels: Float32Array, side: number, x0: number, y0: number, size: number): void {
  const [x1, y1] = [min(side, x0 + size), min(side, y0 + size)];
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0;
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) sum += pixels[3 * (y * side + x) + channel]!;
    const mean = sum / ((y1 - y0) * (x1 - x0));
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) pixels[3 * (y * side + x) + channel] = mean;
  }
}
