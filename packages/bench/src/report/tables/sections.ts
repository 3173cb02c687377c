import { counted } from '../../terminal/figures';
import type { Asked } from '../asked';

/** A part of a table: one data set, or the mean over all of them. */
export interface Section {
  readonly title: string;
  /** One data set, or several to average over. */
  readonly dataSets: readonly string[];
  readonly isAverage: boolean;
}

/** The data sets of these cells in the order of asking. */
export const dataSetsOf = (asked: readonly Asked[]): string[] => [
  ...new Set(asked.map(({ cell }) => cell.dataSet)),
];

/** What the report calls one of them. */
export const titleOf = (asked: readonly Asked[], dataSet: string): string =>
  asked[0]?.names.title(dataSet) ?? dataSet;

/** The average where there are several, then each. */
export function sectionsOf(asked: readonly Asked[]): Section[] {
  const names = dataSetsOf(asked);
  const each = names.map((name) => ({ title: titleOf(asked, name), dataSets: [name], isAverage: false }));
  if (names.length < 2) return each;
  const title = `Average over ${counted(names.length, 'data set')}`;
  return [{ title, dataSets: names, isAverage: true }, ...each];
}
