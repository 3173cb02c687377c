import type { RgbImage } from '@dsra/clip';
import sharp from 'sharp';

/** A picture as a PNG file's bytes: the same for the same picture. */
export async function encodePng({ width, height, data }: RgbImage): Promise<Uint8Array> {
  const raw = { width, height, channels: 3 } as const;
  return new Uint8Array(await sharp(data, { raw }).png({ compressionLevel: 9 }).toBuffer());
}
