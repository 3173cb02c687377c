import { DsraError } from '@dsra/core';

/**
 * A JSON file's content.
 * @throws DsraError `badFile`
 */
export function jsonOf(content: string | Uint8Array, file: string): unknown {
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new DsraError('badFile', `${file} is not JSON`, { cause });
  }
}
