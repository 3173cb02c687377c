import type { RgbImage } from '@dsra/clip';
import type { Item, Scene } from './scene';

const { ceil, floor, max, min, sqrt } = Math;

/** Side of the drawn pictures in pixels. */
export const PICTURE_SIDE = 48;

/** Samples per pixel and direction. */
const SAMPLES = 2;

/** Draws a scene: supersampled, with borders smoothed by their distance. */
export function drawScene(scene: Scene, side = PICTURE_SIDE): RgbImage {
  const fine = side * SAMPLES;
  const samples = new Float32Array(fine * fine * 3);
  paintBackground(samples, fine, scene);
  for (const item of scene.items) paintItem(samples, fine, item);
  const pixels = shrink(samples, side);
  for (const effect of scene.effects) effect(pixels, side);
  return { width: side, height: side, data: toBytes(pixels) };
}

function paintBackground(samples: Float32Array, fine: number, { background }: Scene): void {
  let i = 0;
  for (let row = 0; row < fine; row++) {
    for (let column = 0; column < fine; column++, i += 3) {
      const colour = background((column + 0.5) / fine, (row + 0.5) / fine);
      samples[i] = colour[0];
      samples[i + 1] = colour[1];
      samples[i + 2] = colour[2];
    }
  }
}

function paintItem(samples: Float32Array, fine: number, item: Item): void {
  const reach = 1.1 * item.radius * max(1, item.aspect, 1 / item.aspect) * fine;
  const [cx, cy] = [item.x * fine, item.y * fine];
  const clip = (value: number): number => min(fine, max(0, value));
  const [cos, sin] = [Math.cos(item.rotation), Math.sin(item.rotation)];
  const stretch = sqrt(item.aspect);
  const unit = item.radius * fine;
  for (let row = clip(floor(cy - reach)); row < clip(ceil(cy + reach)); row++) {
    for (let column = clip(floor(cx - reach)); column < clip(ceil(cx + reach)); column++) {
      const [dx, dy] = [(column + 0.5 - cx) / unit, (row + 0.5 - cy) / unit];
      const x = (cos * dx + sin * dy) / stretch;
      const y = (cos * dy - sin * dx) * stretch;
      const distance = item.shape(x, y);
      const cover = 0.5 - distance * unit;
      if (cover <= 0) continue;
      blend(samples, 3 * (row * fine + column), colourAt(item, distance, x, y), min(1, cover));
    }
  }
}

const colourAt = (item: Item, distance: number, x: number, y: number) =>
  item.outline && distance > -item.outline.width ? item.outline.colour : item.paint(x, y);

function blend(samples: Float32Array, at: number, colour: readonly number[], cover: number): void {
  for (let channel = 0; channel < 3; channel++) {
    const old = samples[at + channel]!;
    samples[at + channel] = old + (colour[channel]! - old) * cover;
  }
}

function shrink(samples: Float32Array, side: number): Float32Array {
  const fine = side * SAMPLES;
  const pixels = new Float32Array(side * side * 3);
  for (let row = 0; row < fine; row++) {
    for (let column = 0; column < fine; column++) {
      const from = 3 * (row * fine + column);
      const to = 3 * (floor(row / SAMPLES) * side + floor(column / SAMPLES));
      for (let channel = 0; channel < 3; channel++) {
        pixels[to + channel]! += samples[from + channel]! / SAMPLES ** 2;
      }
    }
  }
  return pixels;
}

function toBytes(pixels: Float32Array): Uint8Array {
  const bytes = new Uint8ClampedArray(pixels.length);
  for (let i = 0; i < pixels.length; i++) bytes[i] = 255 * pixels[i]!;
  return new Uint8Array(bytes.buffer);
}
