import path from 'node:path';
import { load, type Merged } from '@dsra/prompts';
import { using } from '../inference/using';
import type { MergeOptions } from './mergeOptions';
import { mergedPlaces } from './mergedPlaces';
import { modelName } from './modelName';
import { readRecord, recordText, runRecordFile } from './runRecord';

/**
 * What stays beside merged weights, as an adapter folder in the folder of the checkpoint, which has to be there: the
 * prompts name it as their model. Nothing where the weights say it all.
 */
export async function promptFiles(
  merged: Merged,
  { adapter, out }: MergeOptions,
): Promise<Record<string, Uint8Array | string>> {
  if (!merged.rest) return {};
  const clip = { ...merged, name: await modelName(out) };
  const files = await using(await load(await merged.rest.files(), { clip }), (named) => named.files());
  // What was learned from stays known, so that `dsra eval` leaves it out.
  const record = await readRecord(path.join(adapter, runRecordFile));
  const all = { ...files, ...(record && { [runRecordFile]: recordText(record) }) };
  return Object.fromEntries(
    Object.entries(all).map(([name, content]) => [`${mergedPlaces.prompts}/${name}`, content]),
  );
}
