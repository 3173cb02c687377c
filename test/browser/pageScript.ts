/** What the browser test runs inside the page: the bundle of this file is its only script. */
import { readPicture } from '../../packages/clip/src/browser/decodePicture';
import { preprocess, squareOf } from '../../packages/clip/src/preprocessing/preprocess';
import type { Preprocessing } from '../../packages/clip/src/clip';

export type Through = 'blob' | 'bitmap' | 'image' | 'canvas' | 'data';

/** A picture, decoded by this browser from one of the sources that it may have. */
export async function decode(base64: string, type: string, through: Through = 'blob') {
  const blob = await (await fetch(`data:${type};base64,${base64}`)).blob();
  const { width, height, data } = await readPicture(await sourceOf(blob, through));
  return { width, height, data: Array.from(data) };
}

/** The square that a picture becomes, in 8 bits and as pixels. */
export async function read(base64: string, preprocessing: Preprocessing, through: Through = 'blob') {
  const { data, ...size } = await decode(base64, 'image/png', through);
  const image = { ...size, data: Uint8Array.from(data) };
  return {
    square: Array.from(squareOf(image, preprocessing).data),
    pixels: Array.from(preprocess(image, preprocessing)),
  };
}

async function sourceOf(blob: Blob, through: Through) {
  if (through === 'blob') return blob;
  const image = await createImageBitmap(blob, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
  if (through === 'bitmap') return image;
  if (through === 'image') return elementOf(blob);
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0);
  return through === 'canvas' ? canvas : context.getImageData(0, 0, image.width, image.height);
}

async function elementOf(blob: Blob): Promise<HTMLImageElement> {
  const element = new Image();
  element.src = URL.createObjectURL(blob);
  await element.decode();
  return element;
}

/** Code and message of the error that a blob of these bytes gives. */
export async function refuse(bytes: number[]): Promise<string> {
  return readPicture(new File([new Uint8Array(bytes)], 'holiday.png')).then(
    () => 'no error',
    (error: unknown) => `${(error as { code?: string }).code ?? ''} ${String(error)}`,
  );
}
