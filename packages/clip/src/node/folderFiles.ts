import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DsraError } from '@dsra/core';
import { openSafetensors } from '@dsra/core/node';
import type { CheckpointFiles } from '../checkpoint/checkpointFiles';

/**
 * A checkpoint in a folder.
 * @param name what messages call it; default: its path
 * @throws DsraError `missing`: it cannot be read
 */
export async function folderFiles(folder: string, name = folder): Promise<CheckpointFiles> {
  const list = await readdir(folder).catch((cause: unknown) => {
    throw new DsraError('missing', `${folder} cannot be read as a folder`, { cause });
  });
  const inFolder = <T>(file: string, read: (path: string) => Promise<T>): Promise<T | undefined> =>
    list.includes(file) ? read(join(folder, file)) : Promise.resolve(undefined);
  return {
    name,
    list,
    read: (file) => inFolder(file, readWhole),
    open: (file) => inFolder(file, openSafetensors),
  };
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DsraError('badFile', `${path} cannot be read`, { cause });
  }
}
