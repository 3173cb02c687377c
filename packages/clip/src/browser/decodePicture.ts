/** Pictures from a page, decoded to the bytes that Pillow's `Image.open(file).convert('RGB')` gives. */
import { DsraError } from '@dsra/core';
import type { RgbImage } from '../image';
import { dropAlpha, opaque } from './dropAlpha';
import { unpremultiplied } from './unpremultiplied';
import { withoutOrientation } from './withoutOrientation';

/** What a page may have a picture in. A `File` is a `Blob`. */
export type PictureSource =
  | Blob
  | ImageBitmap
  | ImageData
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas;

const RAW: ImageBitmapOptions = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' };

/**
 * Decodes a picture. Alpha is dropped, colour profiles are ignored and the EXIF orientation of a Blob is not applied, as
 * in Node. Pictures that are not opaque need WebGL to be exact: a canvas keeps colours multiplied by alpha, so without
 * it a level is off by up to 128 / alpha (alpha 0..255), and lost at alpha 0.
 * @param name what messages call the picture; default: the file's name
 * @throws DsraError `badFile`: no picture that this browser can decode; `missing`: a file that cannot be read any more
 */
export async function readPicture(source: PictureSource, name = nameOf(source)): Promise<RgbImage> {
  if (source instanceof ImageData) return dropAlpha(source.data, source.width, source.height);
  const bitmap = await decode(source, name);
  try {
    return pixelsOf(bitmap);
  } finally {
    bitmap.close();
  }
}

async function decode(source: Exclude<PictureSource, ImageData>, name: string): Promise<ImageBitmap> {
  if (source instanceof Blob && source.size === 0) {
    throw new DsraError('badFile', `${name} is empty: expected a picture`);
  }
  const readable = source instanceof Blob ? await upright(source, name) : source;
  try {
    return await createImageBitmap(readable, RAW);
  } catch (cause) {
    throw new DsraError('badFile', `${name} cannot be read as a picture: ${String(cause)}`, { cause });
  }
}

/** A chosen file may have been moved, changed or locked since. */
async function upright(picture: Blob, name: string): Promise<Blob> {
  try {
    return await withoutOrientation(picture);
  } catch (cause) {
    throw new DsraError('missing', `${name} cannot be read: ${String(cause)}`, { cause });
  }
}

function pixelsOf(bitmap: ImageBitmap): RgbImage {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return dropAlpha(opaque(data) ? data : (unpremultiplied(bitmap) ?? data), width, height);
}

function nameOf(source: PictureSource): string {
  return source instanceof File ? source.name : 'the picture';
}
