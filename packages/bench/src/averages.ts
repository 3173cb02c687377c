import { deviation, harmonicMean, mean } from './statistics';

/** The number that one run gave. */
export interface Run {
  readonly dataSet: string;
  readonly seed: number;
  readonly value: number;
}

/** A mean, and the sample's standard deviation over seeds: nothing where there are fewer than two. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number | undefined;
  /** Seeds behind the deviation. */
  readonly seeds: number;
}

/** Over the seeds of one data set. */
export const overSeeds = (values: readonly number[]): Spread => ({
  mean: mean(values),
  deviation: values.length < 2 ? undefined : deviation(values),
  seeds: values.length,
});

/** Each data set's mean over its seeds. */
export function setMeans(runs: readonly Run[]): Map<string, number> {
  const values = new Map<string, number[]>();
  for (const { dataSet, value } of runs) values.set(dataSet, [...(values.get(dataSet) ?? []), value]);
  return new Map([...values].map(([dataSet, own]) => [dataSet, mean(own)]));
}

/**
 * Over data sets: the mean of the sets' means, so that each set counts once, however many seeds it has. The deviation is that,
 * over seeds, of a seed's mean over the sets; seeds that lack a set have no such mean.
 */
export function overSets(runs: readonly Run[]): Spread {
  const sets = setMeans(runs);
  const perSeed = wholeSeeds(runs, sets.size).map((own) => mean(own.map(({ value }) => value)));
  return { ...overSeeds(perSeed), mean: mean([...sets.values()]) };
}

/** The runs of each seed that has all sets. */
function wholeSeeds(runs: readonly Run[], sets: number): Run[][] {
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  return seeds
    .map((seed) => runs.filter((run) => run.seed === seed))
    .filter((own) => new Set(own.map(({ dataSet }) => dataSet)).size === sets);
}

/** Accuracies on base and on new classes, over the same data sets. */
export interface BaseAndNew {
  readonly base: readonly Run[];
  readonly new: readonly Run[];
}

/** The paper's average H (its Table 2): the harmonic mean of the two accuracies, each first averaged over data sets. */
export const harmonicMeanOfMeans = (halves: BaseAndNew): number =>
  harmonicMean(overSets(halves.base).mean, overSets(halves.new).mean);

/** The other one: each data set's own H, averaged over data sets. Never above the paper's. */
export function meanOfHarmonicMeans(halves: BaseAndNew): number {
  const [base, other] = [setMeans(halves.base), setMeans(halves.new)];
  const both = [...base.keys()].filter((dataSet) => other.has(dataSet));
  return mean(both.map((dataSet) => harmonicMean(base.get(dataSet)!, other.get(dataSet)!)));
}

/** Either average over all runs, with its deviation over the seeds that have every set in both halves. */
export function baseAndNewSpread(halves: BaseAndNew, average: (halves: BaseAndNew) => number): Spread {
  const sets = setMeans(halves.base).size;
  const base = wholeSeeds(halves.base, sets);
  const others = new Map(wholeSeeds(halves.new, sets).map((runs) => [runs[0]!.seed, runs]));
  const perSeed = base.flatMap((runs) => {
    const other = others.get(runs[0]!.seed);
    return other ? [average({ base: runs, new: other })] : [];
  });
  return { ...overSeeds(perSeed), mean: average(halves) };
}
