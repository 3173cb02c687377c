import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** The SHA-256 of a file's bytes in hexadecimal: what it is recognised by, wherever it lies. */
export async function fileHash(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
