import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ReadableStream } from 'node:stream/web';
import { DsraError } from '@dsra/core';
import type { RemoteFile } from './listRemote';

/**
 * Writes a download beside its place, checks its size and hash, and renames it.
 * @param onBytes called with the number of bytes that have arrived
 * @throws DsraError `badFile`: not what the hub announced; other errors are the network's or the disk's
 */
export async function downloadTo(
  path: string,
  remote: RemoteFile,
  content: ReadableStream<Uint8Array>,
  onBytes: (done: number) => void,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${randomBytes(4).toString('hex')}.incomplete`;
  const file = await open(beside, 'wx');
  try {
    const found = await write(file, content, onBytes).finally(() => file.close());
    check(remote, found);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

interface Written {
  readonly size: number;
  readonly sha256: string;
}

async function write(
  file: FileHandle,
  content: ReadableStream<Uint8Array>,
  onBytes: (done: number) => void,
): Promise<Written> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of content) {
    await file.writeFile(chunk);
    hash.update(chunk);
    size += chunk.length;
    onBytes(size);
  }
  return { size, sha256: hash.digest('hex') };
}

function check(remote: RemoteFile, found: Written): void {
  const damaged = (what: string): DsraError =>
    new DsraError('badFile', `the download of ${remote.path} is damaged: ${what}; try again`);
  if (found.size !== remote.size) throw damaged(`it has ${found.size} bytes, the hub says ${remote.size}`);
  if (remote.sha256 && found.sha256 !== remote.sha256) throw damaged('its SHA-256 is not that of the hub');
}
