import { overSeeds, overSets, type Run, type Spread } from '../averages';
import type { CellRecord } from '../grid/record';
import type { Asked } from './asked';

/** Runs that answer one question, and how many were asked for. */
export interface Answers {
  readonly runs: readonly Run[];
  readonly asked: number;
  readonly failed: number;
  /** The data sets that were asked about. */
  readonly dataSets: ReadonlySet<string>;
  /** Asked for and done, and it has no such number: a method that fits no other classes. */
  readonly inapplicable: boolean;
}

/** A number of a table. */
export interface Measure {
  /** Nothing where there is no run. */
  readonly spread: Spread | undefined;
  readonly asked: number;
  readonly done: number;
  readonly failed: number;
  readonly inapplicable: boolean;
  /** Runs or data sets that belong into it are not there. */
  readonly incomplete: boolean;
}

/** What is to be read of a record; null where the method has no such number. */
export type Reading = (record: CellRecord) => number | null | undefined;

export const metric =
  (name: string): Reading =>
  ({ metrics }) =>
    metrics[name];

/** The runs of these cells, each under its data set or under another name (a target's). */
export function answersOf(asked: readonly Asked[], read: Reading, named?: string): Answers {
  const distinct = new Map<string, Run>();
  let inapplicable = asked.length > 0;
  for (const { cell, record } of asked) {
    if (record?.status !== 'done') continue;
    const value = read(record);
    if (value !== null) inapplicable = false;
    if (value === null || value === undefined) continue;
    const run = { dataSet: named ?? cell.dataSet, seed: cell.seed, value };
    distinct.set(JSON.stringify([run.dataSet, run.seed]), run);
  }
  const questions = new Set(asked.map(({ cell }) => JSON.stringify([named ?? cell.dataSet, cell.seed])));
  return {
    runs: [...distinct.values()],
    asked: questions.size,
    failed: asked.filter(({ state }) => state === 'failed').length,
    dataSets: new Set(asked.map(({ cell }) => named ?? cell.dataSet)),
    inapplicable: inapplicable && asked.some(({ state }) => state === 'done'),
  };
}

export const joined = (parts: readonly Answers[]): Answers => ({
  runs: parts.flatMap(({ runs }) => runs),
  asked: parts.reduce((sum, { asked }) => sum + asked, 0),
  failed: parts.reduce((sum, { failed }) => sum + failed, 0),
  dataSets: new Set(parts.flatMap(({ dataSets }) => [...dataSets])),
  inapplicable: parts.some(({ inapplicable }) => inapplicable),
});

/** Of one data set: over its seeds. */
export function measureSeeds(answers: Answers): Measure {
  const { runs } = answers;
  const spread = runs.length > 0 ? overSeeds(runs.map(({ value }) => value)) : undefined;
  return measured(answers, spread, runs.length < answers.asked);
}

/** Over data sets. `sets`: those that the other rows average over; fewer make it incomplete. */
export function measureSets(answers: Answers, sets: readonly string[]): Measure {
  const { runs } = answers;
  const there = new Set(runs.map(({ dataSet }) => dataSet));
  const incomplete = runs.length < answers.asked || sets.some((name) => !there.has(name));
  return measured(answers, runs.length > 0 ? overSets(runs) : undefined, incomplete);
}

/** A number of one's own making from the same runs. */
export function measured(
  { runs, asked, failed, inapplicable }: Answers,
  spread: Spread | undefined,
  incomplete: boolean,
): Measure {
  return { spread, asked, done: runs.length, failed, inapplicable, incomplete };
}
