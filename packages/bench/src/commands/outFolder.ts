import { lstat, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import { systemReason } from './systemErrorLine';

export interface OutFolder {
  /** Files by which we know a folder as something that we wrote and may write again. */
  readonly marks: readonly string[];
  /** What such a folder holds: `an adapter`. */
  readonly holding: string;
  /** Whether what is there may be replaced or gone on with. */
  readonly force?: boolean | undefined;
}

/**
 * Makes sure, before any work is done, that `folder` can be written to, where it is missing, empty, or ours and `force`.
 * It is not made yet: what fails before there is something to write leaves nothing behind.
 * @throws DsraError `unwritable`
 */
export async function claimOutFolder(
  folder: string,
  { marks, holding, force = false }: OutFolder,
): Promise<void> {
  const names = await namesIn(folder);
  const ours = marks.some((mark) => names.includes(mark));
  if (ours && !force)
    throw new DsraError('unwritable', `${folder} holds ${holding} already: --force replaces it`);
  if (!ours && (await holdsWork(folder, names))) {
    throw new DsraError('unwritable', `${folder} holds other files: choose a new or an empty folder`);
  }
  await probe(folder);
}

/** Whether anything in it is more than what a killed run of ours left before it could rename it. */
async function holdsWork(folder: string, names: readonly string[]): Promise<boolean> {
  for (const name of names.filter((one) => !isTemporary(one))) {
    const inside = path.join(folder, name);
    if (!(await lstat(inside)).isDirectory()) return true;
    if (await holdsWork(inside, await namesIn(inside))) return true;
  }
  return false;
}

/** Of `writeFilesAtomically`, and of the probe below. */
const isTemporary = (name: string): boolean =>
  /^\..+\.[0-9a-f]{12}\.(tmp|old)$/u.test(name) || /^\.dsra-\d+\.tmp$/u.test(name);

/** Empty where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unwritable(folder, cause);
  }
}

/** Writes where the folder is or would be made, and leaves nothing behind. */
async function probe(folder: string): Promise<void> {
  const file = path.join(await nearest(path.resolve(folder)), `.dsra-${process.pid}.tmp`);
  try {
    await writeFile(file, 'May dsra write here?');
    await rm(file);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

function unwritable(folder: string, cause: unknown): DsraError {
  return new DsraError('unwritable', `cannot write to ${folder}: ${systemReason(cause) ?? String(cause)}`, {
    cause,
  });
}

/** The folder itself, or the first above it that is there. */
async function nearest(folder: string): Promise<string> {
  const above = path.dirname(folder);
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere || above === folder ? folder : nearest(above);
}
