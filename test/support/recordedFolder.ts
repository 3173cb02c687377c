/** The recorded runs of the golden folder, by how they are compared. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '@dsra/clip';
import { goldenFolder, goldenJson } from './golden';
import type { RecordedRun, RecordedZeroShot } from './recordedRuns';
import { whyUnknown } from './whyUnknown';

export interface Named<Json> {
  readonly name: string;
  readonly json: Json;
}

/**
 * What this repository has recorded. Such a run of another folder has to be known too: one that is no longer
 * recognised would be skipped without anybody noticing.
 */
export const mustBeKnown = (
  JSON.parse(readFileSync('test/golden/methods/index.json', 'utf8')) as { methods: readonly string[] }
).methods;

/** The runs of the folder, and those that nothing here trains, with the reason. */
export function recordedRuns() {
  const folder = join(goldenFolder, 'methods');
  const names = existsSync(folder)
    ? readdirSync(folder).flatMap((file) => (/^(?!index).*\.json$/.test(file) ? [file.slice(0, -5)] : []))
    : [];
  return sorted(names.map((name) => ({ name, json: goldenJson(`methods/${name}.json`) as object })));
}

/** The same of runs that were read. */
export function sorted(all: readonly Named<object>[]) {
  const config = parseConfig(goldenJson('clip-tiny/config.json'), 'config.json');
  const zeroShot = all.filter(({ json }) => 'single_template' in json);
  const others = all
    .filter(({ json }) => !('single_template' in json))
    .map((run) => ({ ...run, reason: whyUnknown(run.json as RecordedRun, config) }));
  const known = others.filter(({ reason }) => reason === undefined);
  return {
    zeroShot: zeroShot as Named<RecordedZeroShot>[],
    steps: known.filter(({ json }) => !('epochs' in json)) as unknown as Named<RecordedRun>[],
    averages: known.filter(({ json }) => 'epochs' in json) as unknown as Named<RecordedRun>[],
    skipped: others.flatMap(({ name, reason }) => (reason === undefined ? [] : [{ name, reason }])),
  };
}
