import { open, type FileHandle } from 'node:fs/promises';
import { DsraError } from '../errors';
import { badFile } from '../safetensors/badFile';
import type { StoredTensor } from '../safetensors/dtypes';
import type { SafetensorsEntry } from '../safetensors/entries';
import {
  parseSafetensorsHeader,
  safetensorsHeaderLength,
  type SafetensorsHeader,
} from '../safetensors/header';
import { unreadable } from './fileErrors';

/** An open safetensors file, of which single tensors are read. */
export interface SafetensorsFile {
  /** In the order of the data. */
  readonly names: readonly string[];
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Readonly<Record<string, string>>;
  /** @throws DsraError `missing` when the file has no such tensor */
  read(name: string): Promise<StoredTensor>;
  close(): Promise<void>;
}

/**
 * Opens a safetensors file and reads its header; the tensors stay on disk until they are asked for.
 * @throws DsraError `missing`, `badFile`
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const file = await open(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  try {
    const { entries, metadata, dataStart } = await readHeader(file, path);
    const read = async (name: string): Promise<StoredTensor> => {
      const entry = entries.get(name);
      if (!entry) throw new DsraError('missing', `${path} has no tensor "${name}"`);
      const { dtype, shape, start, end } = entry;
      return { dtype, shape, bytes: await readAt(file, dataStart + start, end - start, path) };
    };
    return { names: [...entries.keys()], entries, metadata, read, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readHeader(file: FileHandle, path: string): Promise<SafetensorsHeader> {
  const stat = await file.stat();
  if (!stat.isFile()) throw badFile(path, 'is no file');
  const first = await readAt(file, 0, Math.min(8, stat.size), path);
  const length = safetensorsHeaderLength(first, stat.size, path);
  return parseSafetensorsHeader(await readAt(file, 0, 8 + length, path), stat.size, path);
}

/** One system call reads at most 2 GiB, and may read less than it was asked for. */
const largestRead = 2 ** 30;

async function readAt(file: FileHandle, position: number, length: number, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const wanted = Math.min(largestRead, length - filled);
    const { bytesRead } = await file
      .read(bytes, filled, wanted, position + filled)
      .catch((cause: unknown) => {
        throw unreadable(path, cause);
      });
    if (bytesRead === 0) throw badFile(path, 'became shorter while it was read');
    filled += bytesRead;
  }
  return bytes;
}
