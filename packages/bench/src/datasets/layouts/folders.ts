import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Dirent } from 'node:fs';
import { byCodePoint } from '../../data/classNames';
import type { Findings } from './layout';

/** What is in a folder, names that begin with a dot passed over; undefined where there is no such folder. */
export async function entriesOf(folder: string): Promise<Dirent[] | undefined> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.'));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/**
 * The names of the sub-folders, sorted as Python sorts; links count as folders when they lead to one. Undefined, and found
 * missing, where there is no such folder.
 */
export async function classFolders(
  folder: string,
  what: string,
  findings: Findings,
): Promise<string[] | undefined> {
  const entries = await entriesOf(folder);
  if (!entries) {
    findings.missing.push({ path: folder, what });
    return undefined;
  }
  const kinds = await Promise.all(
    entries.map(async (entry) =>
      entry.isSymbolicLink() ? !!(await entriesOf(path.join(folder, entry.name))) : entry.isDirectory(),
    ),
  );
  const names = entries.filter((_, index) => kinds[index]).map(({ name }) => name);
  if (names.length === 0) findings.problems.push(`${folder}: no class folders in it: expected ${what}`);
  return names.sort(byCodePoint);
}

const pictureEnding = /\.(jpe?g|png|webp|gif|tiff?|heic|heif|avif)$/iu;

/** What lies in a class folder. */
export interface ClassFiles {
  /** By name. */
  readonly pictures: readonly string[];
  readonly strays: readonly string[];
}

/**
 * The files of a class, sorted by name; undefined where there is no such folder. CoOp takes them as the file system lists them,
 * so that its draws from these sets differ from machine to machine; ours do not.
 */
export async function classFiles(folder: string): Promise<ClassFiles | undefined> {
  const entries = await entriesOf(folder);
  if (!entries) return undefined;
  // All published names are ASCII, where this is Python's order too.
  const names = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  return {
    pictures: names.filter((name) => pictureEnding.test(name)),
    strays: names.filter((name) => !pictureEnding.test(name)),
  };
}
