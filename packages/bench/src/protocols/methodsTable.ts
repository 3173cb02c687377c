import { table } from '../terminal/table';
import type { MethodResult } from './methodCell';
import type { Contestant } from './methodGrid';
import { overSets, type Run, setMeans } from '../averages';
import { harmonicMean, mean } from '../statistics';

/** One method over all tasks and seeds; accuracies from 0 to 1. */
export interface MethodRow {
  readonly name: string;
  readonly parameters: number;
  readonly secondsPerStep: number;
  /** Few-shot accuracy by task, the mean over the tasks, and the deviation over the seeds of that mean. */
  readonly byTask: Readonly<Record<string, number>>;
  readonly fewShot: number;
  readonly deviation: number;
  readonly base: number;
  /** Nothing for a method that fits no other classes. */
  readonly new: number | undefined;
  readonly harmonicMean: number | undefined;
}

/** The rows of the table: zero-shot, then the contestants in their order, as far as there are results. */
export function methodRows(
  results: readonly MethodResult[],
  contestants: readonly Contestant[],
): MethodRow[] {
  const rows = contestants.flatMap((contestant) => {
    const own = results.filter(
      ({ method, withDsra }) => method === contestant.method && withDsra === contestant.withDsra,
    );
    return own.length === 0 ? [] : [rowOf(nameOf(contestant), own)];
  });
  return results.length === 0 ? [] : [zeroShotRow(results), ...rows];
}

const nameOf = ({ method, withDsra }: Contestant): string =>
  withDsra ? [method, 'dsra'].filter((part, i, all) => all.indexOf(part) === i).join(' + ') : method;

type FewShot = MethodResult & { protocol: 'fewShot' };
type BaseToNew = MethodResult & { protocol: 'baseToNew' };
const fewShotOf = (results: readonly MethodResult[]) =>
  results.filter((result): result is FewShot => result.protocol === 'fewShot');
const baseToNewOf = (results: readonly MethodResult[]) =>
  results.filter((result): result is BaseToNew => result.protocol === 'baseToNew');

/** The number that each result gives, as a run of its task. */
const runsOf = <R extends MethodResult>(results: readonly R[], value: (result: R) => number): Run[] =>
  results.map((result) => ({ dataSet: result.task, seed: result.seed, value: value(result) }));

function rowOf(name: string, results: readonly MethodResult[]): MethodRow {
  const few = fewShotOf(results);
  const halves = baseToNewOf(results);
  const accuracies = runsOf(few, ({ accuracy }) => accuracy);
  const fewShot = overSets(accuracies);
  const base = overSets(runsOf(halves, (result) => result.base)).mean;
  const transferable = halves.every((result) => result.new !== null);
  const other = transferable ? overSets(runsOf(halves, (result) => result.new!)).mean : undefined;
  return {
    name,
    parameters: Math.max(...results.map(({ parameters }) => parameters)),
    secondsPerStep: mean(few.map(({ secondsPerStep }) => secondsPerStep)),
    byTask: Object.fromEntries(setMeans(accuracies)),
    fewShot: fewShot.mean,
    deviation: fewShot.deviation ?? 0,
    base,
    new: other,
    harmonicMean: other === undefined ? undefined : harmonicMean(base, other),
  };
}

function zeroShotRow(results: readonly MethodResult[]): MethodRow {
  const accuracies = runsOf(fewShotOf(results), (result) => result.zeroShot);
  const base = overSets(runsOf(baseToNewOf(results), (result) => result.zeroShotBase)).mean;
  const other = overSets(runsOf(baseToNewOf(results), (result) => result.zeroShotNew)).mean;
  return {
    name: 'zero-shot',
    parameters: 0,
    secondsPerStep: 0,
    byTask: Object.fromEntries(setMeans(accuracies)),
    fewShot: overSets(accuracies).mean,
    deviation: 0,
    base,
    new: other,
    harmonicMean: harmonicMean(base, other),
  };
}

/** The rows for people. The harmonic mean is that of the two means, as the paper's Table 2 averages. */
export function methodsTable(rows: readonly MethodRow[]): string[] {
  const names = Object.keys(rows[0]?.byTask ?? {});
  const percent = (share: number | undefined) =>
    share === undefined || Number.isNaN(share) ? '-' : (100 * share).toFixed(1);
  return table([
    ['method', 'parameters', 'ms/step', ...names, 'few-shot', '±', 'base', 'new', 'harmonic'],
    ...rows.map((row) => [
      row.name,
      String(row.parameters),
      (1000 * row.secondsPerStep).toFixed(1),
      ...names.map((name) => percent(row.byTask[name])),
      percent(row.fewShot),
      percent(row.deviation),
      percent(row.base),
      percent(row.new),
      percent(row.harmonicMean),
    ]),
  ]);
}
