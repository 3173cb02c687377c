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
  const missing: string[] = [];
  const read = async (name: string): Promise<[string, Uint8Array][]> => {
    try {
      return [[name, await readWhole(join(folder, name))]];
    } catch (error) {
      if (!isDsraError(error) || error.code !== 'missing') throw error;
      missing.push(name);
      return [];
    }
  };
  const files = await Promise.all((names ?? present).map(read));
  if (missing.length > 0) throw new DsraError('missing', `${folder} has no ${missing.join(' and no ')}`);
  return Object.fromEntries(files.flat());
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
