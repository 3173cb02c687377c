import { DsraError } from '@dsra/core';
import { loadClip } from '@dsra/clip/node';
import { type BackendChoice, describeBackend, useBackend } from '@dsra/runtime';
import { embeddedModel } from '../embeddedModel';
import { table } from '../terminal/table';
import { tasks } from '../world/tasks/tasks';
import { embeddedRun } from './embeddedSettings';
import { embeddedRows, overTasks } from './embeddedRows';
import { fewShot, type FewShotResult } from './fewShot';

export interface EmbeddedTableOptions {
  readonly shots: number;
  readonly seeds: readonly number[];
  readonly testPerClass: number;
  readonly backend: BackendChoice;
  /** Lines for people while it runs. */
  readonly say: (line: string) => void;
}

/** DsRA against zero-shot on every drawn task with the embedded model: one result per task and seed. */
export async function embeddedResults(options: EmbeddedTableOptions): Promise<FewShotResult[]> {
  const { shots, seeds, testPerClass, backend, say } = options;
  if (seeds.length === 0) throw new DsraError('badInput', 'no seeds: name at least one');
  describeBackend(await useBackend(backend)).forEach(say);
  const clip = await loadClip(embeddedModel());
  const results: FewShotResult[] = [];
  try {
    for (const task of tasks) {
      for (const seed of seeds) {
        const { method, plan } = embeddedRun(task.template);
        const result = await fewShot({ clip, task, shots, testPerClass, seed, method, plan });
        results.push(result);
        say(
          `${task.name}, seed ${seed}: ${percent(result.zeroShot)} % → ${percent(result.tuned)} % in ${result.trainSeconds.toFixed(0)} s`,
        );
      }
    }
  } finally {
    clip.dispose();
  }
  return results;
}

/** A row per task, means and standard deviations over the seeds, and the mean over tasks. */
export function embeddedTable(results: readonly FewShotResult[]): string[] {
  const rows = embeddedRows(results);
  const average = overTasks(rows);
  const points = (value: number) => `${value < 0 ? '-' : '+'}${percent(Math.abs(value))}`;
  return table([
    [
      'task',
      'role',
      'classes',
      'chance',
      'zero-shot',
      'DsRA',
      '±',
      'gain',
      'worst seed',
      'merged differs by',
    ],
    ...rows.map((row) => [
      row.name,
      row.role,
      String(row.classes),
      percent(1 / row.classes),
      percent(row.zeroShot),
      percent(row.tuned),
      percent(row.deviation),
      points(row.tuned - row.zeroShot),
      points(row.worst),
      row.difference.toExponential(1),
    ]),
    [
      'mean',
      '',
      '',
      '',
      percent(average.zeroShot),
      percent(average.tuned),
      '',
      points(average.tuned - average.zeroShot),
      points(average.worst),
      average.difference.toExponential(1),
    ],
  ]);
}

const percent = (share: number) => (100 * share).toFixed(1);
