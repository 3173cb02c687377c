import { isDsraError } from '@dsra/core';
import { inParallel } from '../data/inParallel';
import type { DataSet, DataSetItem } from './dataSet';
import { unreadable } from './unreadable';

/** The pictures of a set, each once. */
export function picturesIn({ train, validation, test }: DataSet): DataSetItem[] {
  return [...new Map([...train, ...validation, ...test].map((item) => [item.id, item])).values()];
}

/** Opens pictures; a line for each that cannot be read. */
export async function brokenPictures(
  items: readonly DataSetItem[],
  onDone?: (done: number) => void,
): Promise<string[]> {
  let done = 0;
  const lines = await inParallel(items, async (item) => {
    const line = await whyBroken(item);
    onDone?.(++done);
    return line;
  });
  return lines.filter((line) => line !== undefined);
}

async function whyBroken(item: DataSetItem): Promise<string | undefined> {
  try {
    await item.read();
    return undefined;
  } catch (error) {
    return isDsraError(error) ? error.message : unreadable(error);
  }
}
