import { DsraError } from '@dsra/core';
import type { Run } from './run';

/**
 * Whether a backend, the GPU, or JavaScript itself could not get memory. Told by name and words: such errors come from
 * outside, and from other realms.
 */
export function isOutOfMemory(thrown: unknown): boolean {
  const { name, code, message } = (thrown ?? {}) as { name?: string; code?: string; message?: string };
  if (code === 'out-of-memory' || name === 'GPUOutOfMemoryError') return true;
  const text = String(message);
  const array = /allocation failed|invalid (typed )?array (buffer )?length/i;
  return (name === 'RangeError' && array.test(text)) || /out of memory|\bOOM\b/i.test(text);
}

/** For an error of memory, one that says where and which options help, in the order of what they cost; else the error itself. */
export function withMemoryAdvice(
  thrown: unknown,
  { memoryBudget, checkpointing }: Pick<Run, 'memoryBudget' | 'checkpointing'>,
  where: string,
  batchSize: number,
): unknown {
  if (!isOutOfMemory(thrown) || (thrown as { code?: unknown }).code === 'outOfMemory') return thrown;
  const options = [
    `a smaller memoryBudget (now ${Number((memoryBudget / 1e9).toPrecision(2))} GB)`,
    ...(checkpointing === 'blocks' ? [] : ["checkpointing: 'blocks'"]),
    ...(batchSize > 1 ? [`a smaller batchSize (now ${batchSize})`] : []),
  ];
  const last = options.pop()!;
  const advice = options.length > 0 ? `${options.join(', ')} or ${last}` : last;
  const why = (thrown as Error).message.replace(/; use a smaller batch.*$/, '');
  return new DsraError('outOfMemory', `memory ran out ${where} (${why}): use ${advice}`, { cause: thrown });
}
