import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors, DsraError, encodeSafetensors, isDsraError, toFloat32 } from '@dsra/core';
import { readFolder, writeFilesAtomically } from '@dsra/core/node';
import type { Checkpoint, CheckpointStore } from '../training/checkpoint';

/** A store that can be emptied, once what it led to is safe. */
export interface FolderCheckpoints extends CheckpointStore {
  clear(): Promise<void>;
}

const FILE = 'checkpoint.safetensors';
const VERSION = 1;

/**
 * Keeps the newest checkpoint of a run in a folder: one safetensors file with the run's description in its metadata,
 * written beside the old one and renamed, so that there is always a whole one.
 * @throws DsraError (`save`) `unwritable`; (`load`) `badFile` for a file that is no checkpoint
 */
export function folderCheckpoints(folder: string): FolderCheckpoints {
  return {
    save: (checkpoint) => writeFilesAtomically(folder, { [FILE]: encode(checkpoint) }),
    load: async () => {
      const bytes = await readIfThere(folder);
      return bytes && decode(bytes, join(folder, FILE));
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

function encode({ tensors, ...about }: Checkpoint): Uint8Array {
  const stored = Object.entries(tensors).map(
    ([name, { shape, data }]) => [name, { dtype: 'F32', shape, data }] as const,
  );
  return encodeSafetensors(Object.fromEntries(stored), {
    dsra: JSON.stringify({ version: VERSION, ...about }),
  });
}

function decode(bytes: Uint8Array, name: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, name);
  const { version, ...about } = parse(metadata.dsra ?? '', name);
  if (version !== VERSION)
    throw new DsraError('badFile', `${name} is no checkpoint of this version: remove it`);
  const host = [...tensors].map(
    ([key, stored]) => [key, { shape: stored.shape, data: toFloat32(stored) }] as const,
  );
  return { ...about, tensors: Object.fromEntries(host) };
}

function parse(json: string, name: string): Omit<Checkpoint, 'tensors'> & { version: number } {
  try {
    return JSON.parse(json) as ReturnType<typeof parse>;
  } catch (cause) {
    throw new DsraError('badFile', `${name} is no checkpoint of a training: remove it`, { cause });
  }
}
