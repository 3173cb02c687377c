import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and the parents that it lacks.
 * Not `mkdir` with `recursive`: where a file system answers ENOENT though the parent is there (`/proc`), Node 20 tries
 * for ever.
 *
 * @param folder an absolute path
 * @returns the folders that were made, innermost first
 */
export async function makeFolders(folder: string): Promise<string[]> {
  if (await isThere(folder)) return [];
  const parents = await makeFolders(dirname(folder));
  await mkdir(folder).catch(ignoreExisting);
  return [folder, ...parents];
}

async function isThere(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  if (found && !found.isDirectory()) throw Object.assign(new Error(folder), { code: 'ENOTDIR' });
  return found !== undefined || dirname(folder) === folder;
}

/** Somebody else may have made it in between. */
function ignoreExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}
