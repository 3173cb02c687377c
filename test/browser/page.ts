/** What the browser test runs inside the page: the bundle of this file is its only script. */
import { readPicture } from '../../packages/clip/src/browser/decodePicture';
import { preprocess, squareOf } from '../../packages/clip/src/preprocessing/preprocess';
import type { Preprocessing } from '../../packages/clip/src/clip';

export type Through = 'blob' | 'bitmap' | 'image' | 'canvas' | 'data';

/** A picture's square in 8 bits and its pixels, decoded by this browser from one of the sources that it may have. */
export async function read(base64: string, type: string, preprocessing: Preprocessing, through: Through) {
  const blob = await (await fetch(`data:${type};base64,${base64}`)).blob();
  const image = await readPicture(await sourceOf(blob, through));
  return {
    width: image.width,
    height: image.height,
    data: Array.from(image.data),
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

/** The message of the error that a blob of these bytes gives. */
export async function refuse(bytes: number[]): Promise<string> {
  return readPicture(new File([new Uint8Array(bytes)], 'holiday.png')).then(
    () => 'no error',
    (error: unknown) => String(error),
  );
}
