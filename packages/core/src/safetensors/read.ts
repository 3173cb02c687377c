import { parseSafetensorsHeader } from './header';
import type { StoredTensor } from './dtypes';

/** What a safetensors file holds. */
export interface SafetensorsContent {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a whole safetensors file from memory, without copying: the tensors are views into `bytes`.
 *
 * @param name for messages
 * @throws DsraError `badFile`
 */
export function decodeSafetensors(bytes: Uint8Array, name = 'the safetensors file'): SafetensorsContent {
  const { entries, metadata, dataStart } = parseSafetensorsHeader(bytes, bytes.length, name);
  const tensors = new Map(
    [...entries].map(([key, { dtype, shape, start, end }]) => [
      key,
      { dtype, shape, bytes: bytes.subarray(dataStart + start, dataStart + end) },
    ]),
  );
  return { tensors, metadata };
}
