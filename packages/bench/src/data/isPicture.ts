import { open } from 'node:fs/promises';
import sharp from 'sharp';

/** What `readPicture` of `@dsra/clip/node` reads; sharp knows more (SVG, PDF), whose pixels are a matter of taste. */
const formats = new Set<string>(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif']);

/**
 * Whether a file's first bytes are those of a picture. A picture may still break off further on.
 * A file that the system does not open is an error, not a verdict.
 */
export async function isPicture(file: string): Promise<boolean> {
  await (await open(file)).close();
  try {
    const { format } = await sharp(file).metadata();
    return formats.has(format);
  } catch {
    return false;
  }
}
