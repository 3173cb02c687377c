import { createHash, randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ReadableStream } from 'node:stream/web';
import { DsraError } from '@dsra/core';
import { makeFolders, unwritable } from '@dsra/core/node';
import type { RemoteFile } from './listRemote';

/**
 * Writes a download beside its place, checks its size and hash, and renames it.
 * @param onBytes called with the number of bytes that have arrived
 * @throws DsraError `badFile`: not what the hub announced; `unwritable`: the disk refuses it; other errors are the network's
 */
export async function downloadTo(
  path: string,
  remote: RemoteFile,
  content: ReadableStream<Uint8Array>,
  onBytes: (done: number) => void,
): Promise<void> {
  const onDisk = <T>(action: Promise<T>): Promise<T> =>
    action.catch((cause: unknown) => {
      throw unwritable(path, cause);
    });
  await onDisk(makeFolders(resolve(dirname(path))));
  const beside = `${path}.${randomBytes(4).toString('hex')}.incomplete`;
  const file = await onDisk(open(beside, 'wx'));
  try {
    const save = (chunk: Uint8Array) => onDisk(file.writeFile(chunk));
    const found = await write(save, content, onBytes).finally(() => file.close());
    check(remote, found);
    await onDisk(rename(beside, path));
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}

interface Written {
  readonly size: number;
  readonly sha256: string;
}

async function write(
  save: (chunk: Uint8Array) => Promise<void>,
  content: ReadableStream<Uint8Array>,
  onBytes: (done: number) => void,
): Promise<Written> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of content) {
    await save(chunk);
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
