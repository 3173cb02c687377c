import { percent } from '../terminal/figures';
import { embeddedRows, overTasks } from './embeddedRows';
import type { FewShotResult } from './fewShot';

/** What DsRA has to gain over zero-shot on average over the tasks. */
const leastGain = 0.1;
/** In probability, between the trained and the merged model. */
const mostDifference = 1e-4;

/**
 * What the results fall short of, one line each: DsRA beats zero-shot on every task (mean over the seeds), by ten points
 * on average, and merging changes nothing.
 */
export function embeddedShortfalls(results: readonly FewShotResult[]): string[] {
  const rows = embeddedRows(results);
  const all = overTasks(rows);
  const points = (gain: number) => percent(gain).replace(' %', ' points');
  return [
    ...rows
      // Not `<=`: an accuracy that is no number falls short.
      .filter(({ tuned, zeroShot }) => !(tuned > zeroShot))
      .map((row) => `${row.name}: DsRA ${percent(row.tuned)}, zero-shot ${percent(row.zeroShot)}`),
    ...(all.tuned - all.zeroShot >= leastGain
      ? []
      : [`the mean gain is ${points(all.tuned - all.zeroShot)}, less than ${points(leastGain)}`]),
    ...(all.difference <= mostDifference
      ? []
      : [`merging changes probabilities by ${all.difference.toExponential(1)}, more than ${mostDifference}`]),
  ];
}
