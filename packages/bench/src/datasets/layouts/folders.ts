import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Dirent } from 'node:fs';
import { byCodePoint } from '../../data/classNames';
import { few } from '../../data/few';
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

/**
 * The picture files of a class, sorted by name. CoOp takes them as the file system lists them, so that its draws from these
 * sets differ from machine to machine; ours do not.
 */
export async function classPictures(folder: string, findings: Findings): Promise<string[]> {
  const entries = await entriesOf(folder);
  if (!entries) {
    findings.missing.push({ path: folder, what: 'the pictures of a class' });
    return [];
  }
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const strays = names.filter((name) => !pictureEnding.test(name));
  const pictures = names.filter((name) => pictureEnding.test(name));
  if (strays.length > 0)
    findings.problems.push(`${folder}: not pictures, remove them: ${few(strays.sort())}`);
  if (pictures.length === 0) findings.problems.push(`${folder}: no pictures in this class folder`);
  // All published names are ASCII, where this is Python's order too.
  return pictures.sort();
}
