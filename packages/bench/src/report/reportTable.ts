import type { Measure } from './measure';

export interface Column {
  readonly title: string;
  /** Above several neighbours. */
  readonly group?: string;
  readonly kind: 'words' | 'percent' | 'count' | 'number' | 'points';
  /** Marked are the highest ones of a section. */
  readonly best?: boolean;
  /** From somewhere else: set apart. */
  readonly published?: boolean;
}

/** Words, a number, or nothing: what was not asked for. */
export type Entry = string | Measure | undefined;

export interface TableRow {
  /** Rows below one another with the same section stand under it as a heading. */
  readonly section?: string;
  /** Instead of the columns' own: a row of differences. */
  readonly kind?: 'points';
  readonly entries: readonly Entry[];
}

/** A table of the report, before it is written in any format. */
export interface ReportTable {
  /** Names its CSV file. */
  readonly id: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  readonly notes: readonly string[];
}

export const isMeasure = (entry: Entry): entry is Measure => typeof entry === 'object';

/** A number that is known, not measured: of one run, complete. */
export const known = (value: number): Measure => ({
  spread: { mean: value, deviation: undefined, seeds: 1 },
  ...{ asked: 1, done: 1, failed: 0, inapplicable: false, incomplete: false },
});
