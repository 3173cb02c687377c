import { stat } from 'node:fs/promises';
import path from 'node:path';
import { inParallel } from '../../data/inParallel';
import { entriesOf } from './folders';
import type { Findings, ListedPicture } from './layout';

/** Finds listed pictures missing that are not there. Reads each folder once, and asks for single files only where a name is not in it. */
export async function refuseAbsent(
  root: string,
  pictures: readonly ListedPicture[],
  list: string,
  findings: Findings,
): Promise<void> {
  const folders = [...new Set(pictures.map((picture) => path.posix.dirname(picture.path)))];
  const contents = new Map(
    await inParallel(folders, async (folder): Promise<[string, Set<string>]> => {
      const entries = (await entriesOf(path.join(root, folder))) ?? [];
      return [folder, new Set(entries.map(({ name }) => name))];
    }),
  );
  const doubtful = pictures.filter(
    (picture) => !contents.get(path.posix.dirname(picture.path))!.has(path.posix.basename(picture.path)),
  );
  // The file system may spell a name otherwise (upper case, composed letters) and open it all the same.
  const there = await inParallel(doubtful, ({ path: file }) => isFile(path.join(root, file)));
  const absent = doubtful.filter((_, index) => !there[index]);
  if (absent.length === 0) return;
  const more = absent.length > 1 ? `, one of ${absent.length} that are missing` : '';
  const first = path.join(root, absent[0]!.path);
  findings.missing.push({ path: first, what: `a picture that ${list} names${more}` });
}

/** Whether all folders of pictures are there; each that is not is found missing, instead of all its pictures. */
export async function findFolders(
  root: string,
  folders: readonly string[],
  findings: Findings,
): Promise<boolean> {
  const found = await Promise.all(folders.map((folder) => entriesOf(path.join(root, folder))));
  const absent = folders.filter((_, index) => !found[index]);
  for (const folder of absent) findings.missing.push({ path: path.join(root, folder), what: 'the pictures' });
  return absent.length === 0;
}

const isFile = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
