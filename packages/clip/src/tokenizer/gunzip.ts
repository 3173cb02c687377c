import { DsraError } from '@dsra/core';

/** @throws DsraError `badFile`: not gzip, or truncated */
export async function gunzip(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    const unzipped = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(unzipped).arrayBuffer());
  } catch (cause) {
    throw new DsraError('badFile', `${name} cannot be unzipped`, { cause });
  }
}
