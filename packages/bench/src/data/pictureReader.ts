import type { RgbImage } from '@dsra/clip';
import { readPicture } from '@dsra/clip/node';

/** Reads picture files; keeps what it has read, up to a limit, because training reads the same files again and again. */
export interface PictureReader {
  /** @throws DsraError `badFile` when the file is no picture or breaks off */
  read(file: string): Promise<RgbImage>;
}

/** @param limit bytes of decoded pixels to keep; the rest is read anew each time */
export function createPictureReader({ limit = 512 * 2 ** 20 } = {}): PictureReader {
  const kept = new Map<string, RgbImage>();
  let size = 0;
  return {
    async read(file) {
      const known = kept.get(file);
      if (known) return known;
      const picture = await readPicture(file);
      if (size + picture.data.length <= limit && !kept.has(file)) {
        kept.set(file, picture);
        size += picture.data.length;
      }
      return picture;
    },
  };
}
