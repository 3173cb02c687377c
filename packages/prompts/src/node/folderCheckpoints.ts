import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDsraError } from '@dsra/core';
import { readFolder, writeFilesAtomically } from '@dsra/core/node';
import type { CheckpointStore } from '../training/checkpoint';
import { decodeCheckpoint, encodeCheckpoint } from './checkpointFile';

/** A store that can be emptied, once what it led to is safe. */
export interface FolderCheckpoints extends CheckpointStore {
  clear(): Promise<void>;
}

const FILE = 'checkpoint.safetensors';

/**
 * Keeps the newest checkpoint of a run in a folder: one safetensors file with the run's description in its metadata,
 * written beside the old one and renamed, so that there is always a whole one.
 * @throws DsraError (`save`) `unwritable`; (`load`) `badFile` for a file that is no checkpoint
 */
export function folderCheckpoints(folder: string): FolderCheckpoints {
  return {
    save: (checkpoint) => writeFilesAtomically(folder, { [FILE]: encodeCheckpoint(checkpoint) }),
    load: async () => {
      const bytes = await readIfThere(folder);
      return bytes && decodeCheckpoint(bytes, join(folder, FILE));
    },
    clear: () => rm(join(folder, FILE), { force: true }),
  };
}

async function readIfThere(folder: string): Promise<Uint8Array | undefined> {
  try {
    return (await readFolder(folder, [FILE]))[FILE];
  } catch (error) {
    if (isDsraError(error) && error.code === 'missing') return undefined;
    throw error;
  }
}
