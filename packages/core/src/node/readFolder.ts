import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DsraError, isDsraError } from '../errors';
import { unreadable } from './fileErrors';

/**
 * Files of a folder by name.
 *
 * @param names which to read; default: all files that lie directly in it
 * @throws DsraError `missing` with every name that is not there, `badFile` when one cannot be read
 */
export async function readFolder(
  folder: string,
  names?: readonly string[],
): Promise<Record<string, Uint8Array>> {
  const present = await filesOf(folder);
  const asked = names ?? present;
  const files = await Promise.all(asked.map((name) => readIfThere(join(folder, name))));
  // In the order of the names, whichever read came back first.
  const missing = asked.filter((_, i) => files[i] === undefined);
  if (missing.length > 0) throw new DsraError('missing', `${folder} has no ${missing.join(' and no ')}`);
  return Object.fromEntries(asked.map((name, i) => [name, files[i]!]));
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(path);
  } catch (error) {
    if (!isDsraError(error) || error.code !== 'missing') throw error;
    return undefined;
  }
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    // Not a Buffer, whose `slice` does not copy.
    const { buffer, byteOffset, length } = await readFile(path);
    return new Uint8Array(buffer, byteOffset, length);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}
