import type { FewShotResult } from './fewShot';
import { deviation, mean } from '../statistics';

/** One task over its seeds; accuracies from 0 to 1. */
export interface EmbeddedRow {
  readonly name: string;
  readonly role: string;
  readonly classes: number;
  readonly zeroShot: number;
  readonly tuned: number;
  /** Of the tuned accuracies over the seeds. */
  readonly deviation: number;
  /** The smallest gain of a seed. */
  readonly worst: number;
  /** The largest difference in probability that merging made. */
  readonly difference: number;
}

/** Means and standard deviations over the seeds, task by task. */
export function embeddedRows(results: readonly FewShotResult[]): EmbeddedRow[] {
  const names = [...new Set(results.map(({ task }) => task))];
  return names.map((name) => {
    const own = results.filter(({ task }) => task === name);
    return {
      name,
      role: own[0]!.role,
      classes: own[0]!.classes,
      zeroShot: mean(own.map((result) => result.zeroShot)),
      tuned: mean(own.map((result) => result.tuned)),
      deviation: deviation(own.map((result) => result.tuned)),
      worst: Math.min(...own.map((result) => result.tuned - result.zeroShot)),
      difference: Math.max(...own.map((result) => result.mergeDifference)),
    };
  });
}

/** The mean over tasks, and the worst of all. */
export function overTasks(
  rows: readonly EmbeddedRow[],
): Pick<EmbeddedRow, 'zeroShot' | 'tuned' | 'worst' | 'difference'> {
  return {
    zeroShot: mean(rows.map((row) => row.zeroShot)),
    tuned: mean(rows.map((row) => row.tuned)),
    worst: Math.min(...rows.map((row) => row.worst)),
    difference: Math.max(...rows.map((row) => row.difference)),
  };
}
