/** Pillow's 8-bit resampling: two passes, horizontal first, rounded and clipped to 0..255 after each. */
import type { RgbImage } from '../image';
import { PRECISION_BITS, type Coefficients, coefficients } from './coefficients';
import type { Interpolation } from './filter';

/** A rectangle of whole pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface ResizeOptions {
  /** What of the source is resized, as if it had been cut out first. Default: all of it. */
  readonly box?: Box;
  /** What of the result is computed, as if it were cut out afterwards. Default: all of it. */
  readonly window?: Box;
  /** Default: `'bicubic'`. */
  readonly interpolation?: Interpolation;
}

const HALF = 1 << (PRECISION_BITS - 1);

/** Resizes a picture with antialiasing; equals `PIL.Image.resize` bit for bit. */
export function resize(image: RgbImage, size: Size, options: ResizeOptions = {}): RgbImage {
  const { interpolation = 'bicubic' } = options;
  const box = options.box ?? { left: 0, top: 0, width: image.width, height: image.height };
  const { left, top, width, height } = options.window ?? { left: 0, top: 0, ...size };
  const columns = coefficients(box.width, size.width, interpolation, left, width);
  const rows = coefficients(box.height, size.height, interpolation, top, height);
  const first = rows.starts[0]!;
  const end = rows.starts[height - 1]! + rows.counts[height - 1]!;
  const used = { left: box.left, top: box.top + first, width: box.width, height: end - first };
  const data = resampleRows(resampleColumns(image, used, columns), width * 3, rows, first);
  return { width, height, data };
}

/** Every row of `used`, resampled to the output columns. */
function resampleColumns(image: RgbImage, used: Box, columns: Coefficients): Uint8Array {
  const { taps, starts, counts, weights } = columns;
  const { data } = image;
  const out = new Uint8ClampedArray(used.height * starts.length * 3);
  let at = 0;
  for (let y = 0; y < used.height; y++) {
    const row = ((used.top + y) * image.width + used.left) * 3;
    for (let x = 0; x < starts.length; x++) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let pixel = row + starts[x]! * 3;
      const end = x * taps + counts[x]!;
      for (let k = x * taps; k < end; k++, pixel += 3) {
        const weight = weights[k]!;
        red = (red + Math.imul(data[pixel]!, weight)) | 0;
        green = (green + Math.imul(data[pixel + 1]!, weight)) | 0;
        blue = (blue + Math.imul(data[pixel + 2]!, weight)) | 0;
      }
      out[at++] = red >> PRECISION_BITS;
      out[at++] = green >> PRECISION_BITS;
      out[at++] = blue >> PRECISION_BITS;
    }
  }
  return new Uint8Array(out.buffer);
}

/** The output rows from rows of `stride` bytes, the first of which is source row `first`. */
function resampleRows(data: Uint8Array, stride: number, rows: Coefficients, first: number): Uint8Array {
  const { taps, starts, counts, weights } = rows;
  const out = new Uint8ClampedArray(starts.length * stride);
  const sums = new Int32Array(stride);
  for (let y = 0; y < starts.length; y++) {
    sums.fill(HALF);
    for (let k = 0; k < counts[y]!; k++) {
      const weight = weights[y * taps + k]!;
      const row = (starts[y]! + k - first) * stride;
      for (let x = 0; x < stride; x++) sums[x] = sums[x]! + Math.imul(data[row + x]!, weight);
    }
    for (let x = 0; x < stride; x++) out[y * stride + x] = sums[x]! >> PRECISION_BITS;
  }
  return new Uint8Array(out.buffer);
}
