import { DsraError, parseSafetensorsHeader } from '@dsra/core';
import type { TensorSource } from '../checkpoint/tensorSource';

/** A safetensors file in a Blob, of which single tensors are read: it need not be in memory as a whole. */
export async function openBlob(blob: Blob, name: string): Promise<TensorSource> {
  const bytes = async (start: number, end: number): Promise<Uint8Array> =>
    new Uint8Array(await blob.slice(start, end).arrayBuffer());
  const first = await bytes(0, 8);
  // Whatever length a damaged file claims, no more than the file is read; the parser then says what is wrong.
  const length = first.length < 8 ? 0 : Number(new DataView(first.buffer).getBigUint64(0, true));
  const head = length > LARGEST_HEADER ? first : await bytes(0, 8 + length);
  const { entries, metadata, dataStart } = parseSafetensorsHeader(head, blob.size, name);
  return {
    entries,
    metadata,
    read: async (tensor) => {
      const entry = entries.get(tensor);
      if (!entry) throw new DsraError('missing', `${name} has no tensor "${tensor}"`);
      const { dtype, shape, start, end } = entry;
      return { dtype, shape, bytes: await bytes(dataStart + start, dataStart + end) };
    },
    close: () => Promise.resolve(),
  };
}

const LARGEST_HEADER = 100_000_000;
