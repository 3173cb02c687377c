import { learns } from '../../grid/combination';
import type { Asked } from '../asked';
import { metric } from '../measure';
import type { Column, ReportTable, TableRow } from '../reportTable';
import { type Row, rowsOf } from '../rows';
import { differenceRow, type Pair } from './differences';
import { measureSection } from './measureSection';
import { type Section, sectionsOf } from './sections';
import { shotsOf } from './shotsOf';
import { zeroShotAnswers } from './zeroShotRow';

export interface ShotsTable {
  readonly id: string;
  readonly title: string;
  readonly notes: readonly string[];
  /** Rows that follow others: how much is gained. */
  readonly pairs?: (rows: readonly Row[]) => readonly Pair[];
}

/** Accuracy by training pictures per class: a row for each method and variant, an average and each data set. */
export function shotsTable(asked: readonly Asked[], { id, title, notes, pairs }: ShotsTable): ReportTable {
  const shots = shotsOf(asked);
  const rows = rowsOf(asked);
  const columns: Column[] = [
    { title: 'Method', kind: 'words' },
    ...shots.map((count): Column => ({ title: shotsTitle(count), kind: 'percent', best: true })),
  ];
  const paired = pairs?.(rows) ?? [];
  const body = sectionsOf(asked).flatMap((section) => [
    ...zeroShotLine(asked, rows, { section, shots }),
    ...rows.flatMap((row) => [
      methodLine(row, section, shots),
      ...paired.filter(({ after }) => after === row).map((pair) => differenceRow(pair, section, shots)),
    ]),
  ]);
  return { id, title, columns, rows: body.filter(saysSomething), notes };
}

const saysSomething = ({ entries }: TableRow): boolean =>
  entries.slice(1).some((entry) => entry !== undefined);

export const shotsTitle = (count: number): string => `${count} ${count === 1 ? 'shot' : 'shots'}`;

function methodLine({ title, asked }: Row, section: Section, shots: readonly number[]): TableRow {
  const entries = shots.map((count) => measureSection(atShots(asked, count), section, metric('accuracy')));
  return { section: section.title, entries: [title, ...entries] };
}

/** What is not trained is the same at any number of shots. */
export const atShots = (asked: readonly Asked[], count: number): Asked[] =>
  asked.filter(({ cell }) => cell.shots === count || cell.shots === 0);

/** Where plain CLIP was not asked for as a method, what was measured beside the others. */
function zeroShotLine(
  asked: readonly Asked[],
  rows: readonly Row[],
  { section, shots }: { section: Section; shots: readonly number[] },
): TableRow[] {
  if (rows.some(({ method }) => !learns(method))) return [];
  const measure = zeroShotAnswers(asked, section, 'zeroShot');
  return measure
    ? [{ section: section.title, entries: ['CLIP (zero-shot)', ...shots.map(() => measure)] }]
    : [];
}
