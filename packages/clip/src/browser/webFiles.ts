import { DsraError } from '@dsra/core';
import type { CheckpointFiles } from '../checkpoint/checkpointFiles';
import type { Progress } from '../checkpoint/readCheckpoint';
import { openBlob } from './openBlob';

/**
 * A checkpoint on a web server, in the folder `base` (which ends in a slash).
 * Weights become a Blob, which a browser may keep on disk, and are read from it one by one.
 */
export function webFiles(
  base: URL,
  name: string,
  onProgress?: (progress: Progress) => void,
): CheckpointFiles {
  const fetched = async (file: string): Promise<Blob | undefined> => {
    const response = await request(new URL(file, base));
    return (
      response && received(response, (done, total) => onProgress?.({ stage: 'download', file, done, total }))
    );
  };
  return {
    name,
    read: async (file) => {
      const blob = await fetched(file);
      return blob && new Uint8Array(await blob.arrayBuffer());
    },
    open: async (file) => {
      const blob = await fetched(file);
      return blob && openBlob(blob, `${name}/${file}`);
    },
  };
}

/** Undefined where there is no such file; servers of single-page applications then send their page. */
async function request(url: URL): Promise<Response | undefined> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw unavailable(url, String(cause), cause);
  });
  if (response.status === 404 || response.headers.get('content-type')?.startsWith('text/html'))
    return undefined;
  if (!response.ok) throw unavailable(url, `status ${response.status}`);
  return response;
}

function unavailable(url: URL, reason: string, cause?: unknown): DsraError {
  const check = 'check the address, the network, and that the server allows this page to read it (CORS)';
  return new DsraError('unavailable', `${url.href} cannot be downloaded (${reason}): ${check}`, { cause });
}

/** The body as a Blob; `total` is 0 where the server does not say it, or compresses. */
async function received(response: Response, onBytes: (done: number, total: number) => void): Promise<Blob> {
  const compressed = response.headers.has('content-encoding');
  const total = compressed ? 0 : Number(response.headers.get('content-length') ?? 0);
  let done = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, out) => {
      done += chunk.length;
      onBytes(done, total);
      out.enqueue(chunk);
    },
  });
  return new Response(response.body?.pipeThrough(counter)).blob();
}
