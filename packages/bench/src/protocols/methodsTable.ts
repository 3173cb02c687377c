import { table } from '../terminal/table';
import type { MethodResult } from './methodCell';
import type { Contestant } from './methodGrid';
import { deviation, harmonicMean, mean } from '../statistics';

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

/** Each task counts once, however many seeds it has. */
function overTasks<R extends MethodResult>(
  results: readonly R[],
  value: (result: R) => number,
): Record<string, number> {
  const names = [...new Set(results.map(({ task }) => task))];
  return Object.fromEntries(
    names.map((name) => [name, mean(results.filter(({ task }) => task === name).map(value))]),
  );
}

function rowOf(name: string, results: readonly MethodResult[]): MethodRow {
  const few = fewShotOf(results);
  const halves = baseToNewOf(results);
  const byTask = overTasks(few, ({ accuracy }) => accuracy);
  const seeds = [...new Set(few.map(({ seed }) => seed))];
  const perSeed = seeds.map((seed) =>
    mean(
      Object.values(
        overTasks(
          few.filter((result) => result.seed === seed),
          ({ accuracy }) => accuracy,
        ),
      ),
    ),
  );
  const base = mean(Object.values(overTasks(halves, (result) => result.base)));
  const transferable = halves.every((result) => result.new !== null);
  const other = transferable ? mean(Object.values(overTasks(halves, (result) => result.new!))) : undefined;
  return {
    name,
    parameters: Math.max(...results.map(({ parameters }) => parameters)),
    secondsPerStep: mean(few.map(({ secondsPerStep }) => secondsPerStep)),
    byTask,
    fewShot: mean(Object.values(byTask)),
    deviation: deviation(perSeed),
    base,
    new: other,
    harmonicMean: other === undefined ? undefined : harmonicMean(base, other),
  };
}

function zeroShotRow(results: readonly MethodResult[]): MethodRow {
  const byTask = overTasks(fewShotOf(results), (result) => result.zeroShot);
  const base = mean(Object.values(overTasks(baseToNewOf(results), (result) => result.zeroShotBase)));
  const other = mean(Object.values(overTasks(baseToNewOf(results), (result) => result.zeroShotNew)));
  return {
    name: 'zero-shot',
    parameters: 0,
    secondsPerStep: 0,
    byTask,
    fewShot: mean(Object.values(byTask)),
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
