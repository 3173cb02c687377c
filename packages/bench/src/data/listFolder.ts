import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import { byCodePoint } from './classNames';
import { few } from './few';
import type { ListedFile, Listing, Split } from './listing';

/**
 * One sub-folder per class; or `train/` with `test/` or `val/` or both, each with one sub-folder per class.
 * Names that begin with a dot are passed over. Folders inside a class folder are not searched, but reported.
 */
export async function listFolder(root: string): Promise<Listing> {
  const top = await entries(root);
  const trees = splitTrees(top.folders);
  if (!trees) return { ...(await listTree(root, 'train')), source: root, root };
  const listings = await Promise.all(
    trees.map(([folder, split]) => listTree(path.join(root, folder), split)),
  );
  const [train, ...others] = listings as [Tree, ...Tree[]];
  refuseUnknownClasses(train, others, root);
  return {
    source: root,
    root,
    classNames: train.classNames,
    files: listings.flatMap(({ files }) => files),
    strays: [...top.files.map((file) => path.join(root, file)), ...listings.flatMap(({ strays }) => strays)],
  };
}

type Tree = Omit<Listing, 'source' | 'root'>;

const treeNames: Readonly<Record<string, Split>> = {
  train: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
};

/** `train/` first. Undefined unless the sub-folders are exactly a training tree and a test tree, a validation tree, or both. */
function splitTrees(folders: readonly string[]): [string, Split][] | undefined {
  const trees = folders.map((folder): [string, Split | undefined] => [folder, treeNames[folder]]);
  const names = trees.map(([, split]) => split);
  const complete = names.includes('train') && names.length > 1 && new Set(names).size === names.length;
  if (!complete || names.includes(undefined)) return undefined;
  return (trees as [string, Split][]).sort(([, a]) => (a === 'train' ? -1 : 1));
}

async function listTree(root: string, split: Split): Promise<Tree> {
  const top = await entries(root);
  const classes = await Promise.all(top.folders.map((name) => listClass(root, name, split)));
  return {
    classNames: top.folders,
    files: classes.flatMap(({ files }) => files),
    strays: [...top.files.map((file) => path.join(root, file)), ...classes.flatMap(({ strays }) => strays)],
  };
}

async function listClass(
  root: string,
  className: string,
  split: Split,
): Promise<{ files: ListedFile[]; strays: string[] }> {
  const folder = path.join(root, className);
  const { files, folders } = await entries(folder);
  return {
    files: files.map((file) => ({ path: path.join(folder, file), className, split })),
    strays: folders.map((inner) => path.join(folder, inner)),
  };
}

/** Sorted by name; links are followed. */
async function entries(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const found = { files: [] as string[], folders: [] as string[] };
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const isFolder = entry.isSymbolicLink()
      ? await leadsToFolder(path.join(folder, entry.name))
      : entry.isDirectory();
    (isFolder ? found.folders : found.files).push(entry.name);
  }
  return { files: found.files.sort(byCodePoint), folders: found.folders.sort(byCodePoint) };
}

async function leadsToFolder(link: string): Promise<boolean> {
  return readdir(link).then(
    () => true,
    () => false,
  );
}

function refuseUnknownClasses(train: Tree, others: readonly Tree[], root: string): void {
  const unknown = others
    .flatMap(({ classNames }) => classNames)
    .filter((name) => !train.classNames.includes(name));
  if (unknown.length === 0) return;
  throw new DsraError(
    'badInput',
    `${root}: classes without training pictures: ${few([...new Set(unknown)])}`,
  );
}
