import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DsraError } from '../errors';
import { dtypeBytes, sizeOf } from '../safetensors/dtypes';
import { encodeSafetensorsHeader, type TensorOutline } from '../safetensors/write';
import { writeAll, type Writer } from './writeFilesAtomically';

/** A tensor whose bytes are made when their turn comes, and forgotten after they are written. */
export interface LazyTensor extends TensorOutline {
  readonly bytes: () => Uint8Array | Promise<Uint8Array>;
}

/**
 * Writes a safetensors file tensor by tensor, in the given order, beside its place and then renamed.
 * @throws DsraError `unwritable` with the path and the reason, `badInput` when a tensor's bytes do not fit its shape
 */
export async function writeSafetensorsFile(
  path: string,
  tensors: readonly LazyTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeAll(dirname(path), [[path, safetensorsWriter(tensors, metadata)]]);
}

/** The same as one of the files of `writeFilesAtomically`. */
export function safetensorsWriter(
  tensors: readonly LazyTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Writer {
  const header = encodeSafetensorsHeader(tensors, metadata);
  return async (file) => {
    await writeFully(file, header);
    for (const tensor of tensors) await writeFully(file, await bytesOf(tensor));
  };
}

async function bytesOf({ name, dtype, shape, bytes }: LazyTensor): Promise<Uint8Array> {
  const made = await bytes();
  const expected = sizeOf(shape) * dtypeBytes[dtype];
  if (made.length === expected) return made;
  throw new DsraError('badInput', `tensor "${name}" has ${made.length} bytes instead of ${expected}`);
}

/** `file.writeFile` on a handle continues where the last write ended, and writes all of it. */
async function writeFully(file: FileHandle, bytes: Uint8Array): Promise<void> {
  await file.writeFile(bytes);
}
