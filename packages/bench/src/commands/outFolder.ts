import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import { writeFilesAtomically } from '@dsra/core/node';
import { systemErrorLine } from './systemErrorLine';

export interface OutFolder {
  /** Files by which we know a folder as something that we wrote and may write again. */
  readonly marks: readonly string[];
  /** What such a folder holds: `an adapter`. */
  readonly holding: string;
  /** Whether what is there may be replaced or gone on with. */
  readonly force?: boolean | undefined;
}

/**
 * Makes sure, before any work is done, that `folder` can be written to: made if missing, empty, or ours and `force`.
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
  if (!ours && names.length > 0) {
    throw new DsraError(
      'unwritable',
      `${folder} holds files that dsra did not write: choose a new or an empty folder`,
    );
  }
  await probe(folder);
}

/** Empty where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    const line = systemErrorLine(cause) ?? String(cause);
    throw new DsraError('unwritable', `cannot write to ${line}`, { cause });
  }
}

async function probe(folder: string): Promise<void> {
  const name = '.dsra-probe';
  await writeFilesAtomically(folder, { [name]: 'May dsra write here?' });
  await rm(path.join(folder, name));
}
