import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import { z } from 'zod';
import { fileHash } from '../data/fileHash';
import { inParallel } from '../data/inParallel';
import type { PictureSet } from '../data/pictureSet';

const record = z.object({
  /** Where each picture lay in its folder, for people, and what it is recognised by wherever it lies now. */
  learnedFrom: z.array(z.object({ path: z.string(), sha256: z.string() })),
});

/** What `dsra fit` remembers beside the adapter: which pictures it has seen, so that no accuracy counts them. */
export type RunRecord = z.infer<typeof record>;

/** Beside an adapter. */
export const runRecordFile = 'training.json';

/** What is written down about a run on these pictures. */
export async function recordOf({ root, train }: Pick<PictureSet, 'root' | 'train'>): Promise<RunRecord> {
  const learnedFrom = await inParallel(train, async (picture) => ({
    path: path.relative(root, picture.path).replaceAll(path.sep, '/'),
    sha256: await fileHash(picture.path),
  }));
  return { learnedFrom };
}

export function recordText(content: RunRecord): string {
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** Undefined where there is none: an adapter may come from somewhere else. */
export async function readRecord(file: string): Promise<RunRecord | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return record.parse(JSON.parse(text));
  } catch (cause) {
    throw new DsraError('badFile', `${file} is damaged: remove it to go on without it`, { cause });
  }
}
