import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import { writeFilesAtomically } from '@dsra/core/node';
import { z } from 'zod';

const record = z.object({
  /** Absolute paths of the pictures that were learned from. */
  learnedFrom: z.array(z.string()),
});

/** What `dsra fit` remembers beside the adapter: which pictures it has seen, so that no accuracy counts them. */
export type RunRecord = z.infer<typeof record>;

export const runRecordFile = 'training.json';

export async function writeRunRecord(folder: string, content: RunRecord): Promise<void> {
  await writeFilesAtomically(folder, { [runRecordFile]: `${JSON.stringify(content, undefined, 2)}\n` });
}

/** Undefined where there is none: an adapter may come from somewhere else. */
export async function readRunRecord(folder: string): Promise<RunRecord | undefined> {
  const file = path.join(folder, runRecordFile);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return record.parse(JSON.parse(text));
  } catch (cause) {
    throw new DsraError('badFile', `${file} is damaged: remove it to go on without it`, { cause });
  }
}
