/** Pictures from files, decoded to the bytes that Pillow's `Image.open(file).convert('RGB')` gives. */
import { readFile } from 'node:fs/promises';
import { DsraError } from '@dsra/core';
import { fileReason } from '@dsra/core/node';
import type { Sharp, SharpConstructor, SharpInput } from 'sharp';
import type { RgbImage } from '../image';

/** Pillow's own limit against decompression bombs. */
const MOST_PIXELS = 178_956_970;
const FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif']);

/**
 * Reads and decodes a picture: JPEG, PNG, WebP, GIF (its first frame), TIFF, AVIF.
 * Alpha is dropped, 16 bits become 8 by their high byte, colour profiles are ignored, and the EXIF orientation is not
 * applied: so the few-shot research code (Dassl) reads its pictures.
 * @param source a file's path, or its bytes; `name` is what messages call bytes
 * @throws DsraError `badFile`: empty, truncated, no picture, or too many pixels; `missing`: the file cannot be read at all
 */
export async function readPicture(source: string | Uint8Array, name = 'the picture'): Promise<RgbImage> {
  const file = typeof source === 'string' ? source : name;
  const bytes = typeof source === 'string' ? await readBytes(source) : source;
  if (bytes.length === 0) throw new DsraError('badFile', `${file} is empty: expected a picture`);
  // Outside of the try: a broken installation is no broken picture.
  const { default: sharp } = await import('sharp');
  try {
    return await decode(sharp, bytes);
  } catch (cause) {
    throw new DsraError('badFile', `${file} cannot be read as a picture: ${reason(cause)}`, { cause });
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DsraError('missing', `${path} cannot be read: ${fileReason(cause)}`, { cause });
  }
}

async function decode(sharp: SharpConstructor, bytes: Uint8Array): Promise<RgbImage> {
  const open = (input: SharpInput): Sharp =>
    sharp(input, { limitInputPixels: MOST_PIXELS, failOn: 'error', ignoreIcc: true });
  const { format, space } = await open(bytes).metadata();
  if (!FORMATS.has(format)) throw new Error(`${format} is not a picture format that is read here`);
  if (space === 'cmyk') return fromCmyk(open(bytes));
  const { data, info } = await open(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** Pillow's conversion without a profile: (255 − ink)·(255 − black) / 255. */
async function fromCmyk(picture: Sharp): Promise<RgbImage> {
  const { data, info } = await picture
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const rgb = new Uint8Array(info.width * info.height * 3);
  for (let pixel = 0; pixel < info.width * info.height; pixel++) {
    const light = 255 - data[pixel * 4 + 3]!;
    for (let c = 0; c < 3; c++) {
      rgb[pixel * 3 + c] = Math.max(light - divideBy255(data[pixel * 4 + c]! * light), 0);
    }
  }
  return { width: info.width, height: info.height, data: rgb };
}

/** n / 255 rounded to nearest, 0 ≤ n ≤ 255². */
function divideBy255(n: number): number {
  const shifted = n + 128;
  return (shifted + (shifted >> 8)) >> 8;
}

function reason(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!;
}
