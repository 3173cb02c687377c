import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { adapterFiles } from '@dsra/core';
import { mergedPlaces } from './mergedPlaces';
import { runRecordFile } from './runRecord';

const { prompts, classifier } = mergedPlaces;
const optional = [
  classifier,
  ...[...Object.values(adapterFiles), runRecordFile].map((name) => `${prompts}/${name}`),
];

/** Removes what an earlier merge into this folder left and this one has not written: it belongs to other weights. */
export async function dropStale(folder: string, written: readonly string[]): Promise<void> {
  const stale = optional.filter((name) => !written.includes(name));
  await Promise.all(stale.map((name) => rm(path.join(folder, name), { force: true })));
  // Stays where it holds something.
  await rmdir(path.join(folder, prompts)).catch(() => undefined);
}
