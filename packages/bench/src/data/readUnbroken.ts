import type { RgbImage } from '@dsra/clip';
import { isDsraError } from '@dsra/core';
import type { PictureReader } from './pictureReader';

/** Why a file that `readUnbroken` gives nothing for is left out. */
export const breaksOff = 'a picture that breaks off';

/** A picture; undefined where the file's bytes are none or break off. What the system refuses is thrown. */
export async function readUnbroken(reader: PictureReader, file: string): Promise<RgbImage | undefined> {
  try {
    return await reader.read(file);
  } catch (error) {
    if (isDsraError(error) && error.code === 'badFile') return undefined;
    throw error;
  }
}
