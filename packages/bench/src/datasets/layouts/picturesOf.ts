import path from 'node:path';
import { few } from '../../data/few';
import { classFiles } from './folders';
import type { Findings, ListedPicture } from './layout';

/** So many findings of one kind say enough: a tree that is extracted in part lacks hundreds of folders. */
export const mostTold = 3;

/** The pictures below a folder, class by class: the label is the folder's place in the list. */
export async function picturesOf(
  root: string,
  parts: readonly string[],
  folders: readonly string[],
  findings: Findings,
): Promise<ListedPicture[]> {
  const pictures: ListedPicture[] = [];
  const absent: string[] = [];
  const problems: string[] = [];
  for (const [label, name] of folders.entries()) {
    const place = path.join(root, ...parts, name);
    const files = await classFiles(place);
    if (!files) absent.push(place);
    else problems.push(...problemsOf(place, files));
    for (const file of files?.pictures ?? [])
      pictures.push({ path: [...parts, name, file].join('/'), label });
  }
  findMissing(absent, findings);
  findings.problems.push(...cut(problems, path.join(root, ...parts)));
  return pictures;
}

function* problemsOf(
  place: string,
  { pictures, strays }: { pictures: readonly string[]; strays: readonly string[] },
): Generator<string> {
  if (strays.length > 0) yield `${place}: not pictures, remove them: ${few(strays)}`;
  if (pictures.length === 0) yield `${place}: no pictures in this class folder`;
}

function findMissing(absent: readonly string[], findings: Findings): void {
  const more = absent.length > 1 ? `, one of ${absent.length} class folders that are missing` : '';
  for (const place of absent.slice(0, mostTold)) {
    findings.missing.push({ path: place, what: `the pictures of a class${more}` });
  }
}

function cut(problems: readonly string[], place: string): string[] {
  const more = problems.length - mostTold;
  if (more <= 0) return [...problems];
  return [...problems.slice(0, mostTold), `${place}: and ${more} more like these in its class folders`];
}
