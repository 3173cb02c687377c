import { DsraError } from '@dsra/core';
import type { ClipConfig } from '../config';

/**
 * Refuses a row of token ids, start and end token included, that is longer than the text tower reads.
 * @param what the prompt, as the message begins
 * @param advice what to do about it, as the message ends
 * @throws DsraError `badInput` with the prompt, its length and the limit
 */
export function checkLength(
  ids: readonly number[],
  { text: { contextLength } }: ClipConfig,
  what: string,
  advice = 'use a shorter class name or template',
): void {
  if (ids.length <= contextLength) return;
  const lengths = `has ${ids.length} tokens, the model reads ${contextLength}`;
  throw new DsraError('badInput', `${what} ${lengths}: ${advice}`);
}
