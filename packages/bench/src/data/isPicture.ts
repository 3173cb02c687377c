import sharp from 'sharp';

/** Whether a file's first bytes are those of a picture. A picture may still break off further on. */
export async function isPicture(file: string): Promise<boolean> {
  try {
    const { width, height } = await sharp(file).metadata();
    return width > 0 && height > 0;
  } catch {
    return false;
  }
}
