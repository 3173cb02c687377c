import { baseAndNewSpread, harmonicMeanOfMeans, meanOfHarmonicMeans } from '../../averages';
import { publishedSets } from '../../datasets/published';
import { learns } from '../../grid/combination';
import type { Asked } from '../asked';
import { type Answers, joined, type Measure, measured, metric } from '../measure';
import { isPapersModel, publishedBaseToNew } from '../published';
import { type Column, type Entry, known, type ReportTable, type TableRow } from '../reportTable';
import { type Row, rowsOf } from '../rows';
import { answersIn, measureAnswers } from './measureSection';
import { dataSetsOf, type Section, sectionsOf } from './sections';
import { zeroShotAnswers } from './zeroShotRow';

const percent = (title: string, more: Partial<Column> = {}): Column => ({
  ...{ title, kind: 'percent', best: true },
  ...more,
});

/** Table 2: the average with both ways of averaging H, and each data set. */
export function baseToNewTables(asked: readonly Asked[]): ReportTable[] {
  const sections = sectionsOf(asked);
  const average = sections.find(({ isAverage }) => isAverage);
  const each = sections.filter(({ isAverage }) => !isAverage);
  return [...(average ? [averageTable(asked, average)] : []), eachTable(asked, each)];
}

function averageTable(asked: readonly Asked[], section: Section): ReportTable {
  const comparable = coversPaper(asked);
  const published: Column[] = ['Base', 'New', 'H of the means'].map((title) =>
    percent(title, { group: 'published', published: true, best: false }),
  );
  const columns = [
    { title: 'Method', kind: 'words' } as const,
    ...[percent('Base'), percent('New'), percent('H of the means'), percent('mean of the H’s')],
    ...(comparable ? published : []),
  ];
  const rows = rowsOf(asked);
  const lines = [
    ...zeroShotLine(asked, rows, section),
    ...rows.map((row): TableRow => {
      const entries = halvesOf(row, section);
      return { entries: [row.title, ...entries, ...(comparable ? publishedEntries(row) : [])] };
    }),
  ];
  return {
    id: 'base-to-new-average',
    title: `${section.title} (Table 2a)`,
    columns,
    rows: lines,
    notes: [
      'Base and New: the mean over data sets of each. H of the means: the harmonic mean of these two, as the paper’s Table 2 averages. Mean of the H’s: each data set’s own harmonic mean, averaged; never the higher of the two.',
      comparable
        ? publishedNote(rows)
        : 'Published averages are over eleven data sets with ViT-B/16: beside others they would mislead, so they are left out here.',
    ],
  };
}

/** All eleven, with the papers' model. */
function coversPaper(asked: readonly Asked[]): boolean {
  const eleven = publishedSets.filter(({ counts }) => counts.train > 0).map(({ name }) => name);
  const names = dataSetsOf(asked);
  const same = names.length === eleven.length && eleven.every((name) => names.includes(name));
  return same && asked.every(({ cell }) => isPapersModel(cell.model));
}

function publishedEntries({ method }: Row): Entry[] {
  const found = publishedBaseToNew[method]?.value;
  if (!found) return [undefined, undefined, undefined];
  return [found.base, found.new, found.harmonicMean].map((value) => known(value / 100));
}

function publishedNote(rows: readonly Row[]): string {
  const sources = rows.flatMap(({ method, title }) => {
    const found = publishedBaseToNew[method];
    return found ? [`${title}: ${found.source}`] : [];
  });
  return `Published with three seeds: ${sources.join('; ')}.`;
}

function eachTable(asked: readonly Asked[], sections: readonly Section[]): ReportTable {
  const rows = rowsOf(asked);
  const columns: Column[] = [
    { title: 'Method', kind: 'words' },
    percent('Base'),
    percent('New'),
    percent('H'),
  ];
  const lines = sections.flatMap((section) => [
    ...zeroShotLine(asked, rows, section),
    ...rows
      .filter((row) => row.asked.some(({ cell }) => section.dataSets.includes(cell.dataSet)))
      .map((row): TableRow => ({ section: section.title, entries: [row.title, ...halvesOf(row, section)] })),
  ]);
  return { id: 'base-to-new', title: 'Each data set (Table 2b and on)', columns, rows: lines, notes: [] };
}

/** Base, new, and H: one in a data set, both ways over several. */
function halvesOf(row: Row, section: Section): Measure[] {
  const base = answersIn(row.asked, section, metric('base'));
  const other = answersIn(row.asked, section, metric('new'));
  const averages = section.isAverage ? [harmonicMeanOfMeans, meanOfHarmonicMeans] : [harmonicMeanOfMeans];
  const measures = [measureAnswers(base, section), measureAnswers(other, section)];
  const both = pairedRuns(base, other);
  const incomplete = measures.some((measure) => measure.incomplete);
  const whole = both.base.length > 0 && !other.inapplicable;
  return [
    ...measures,
    ...averages.map((average) =>
      measured(joined([other]), whole ? baseAndNewSpread(both, average) : undefined, incomplete),
    ),
  ];
}

/** Runs of which both halves are known: H is of these. */
function pairedRuns({ runs: base }: Answers, { runs: other }: Answers) {
  const is = (a: (typeof base)[number]) => (b: typeof a) => a.dataSet === b.dataSet && a.seed === b.seed;
  return { base: base.filter((run) => other.some(is(run))), new: other.filter((run) => base.some(is(run))) };
}

/** Plain CLIP as the trained cells carry it, where it was not asked for as a method. */
function zeroShotLine(asked: readonly Asked[], rows: readonly Row[], section: Section): TableRow[] {
  if (rows.some(({ method }) => !learns(method))) return [];
  const plain = asked.map((one) => ({ ...one, record: one.record && asZeroShot(one.record) }));
  const own = { ...rows[0]!, asked: firstPerSet(plain) };
  if (!zeroShotAnswers(asked, section, 'zeroShotBase')) return [];
  return [
    {
      ...(!section.isAverage && { section: section.title }),
      entries: ['CLIP (zero-shot)', ...halvesOf(own, section)],
    },
  ];
}

function asZeroShot(record: NonNullable<Asked['record']>): NonNullable<Asked['record']> {
  const { zeroShotBase = null, zeroShotNew = null } = record.metrics;
  return { ...record, metrics: { base: zeroShotBase, new: zeroShotNew } };
}

function firstPerSet(asked: readonly Asked[]): Asked[] {
  return dataSetsOf(asked).map((name) => {
    const own = asked.filter(({ cell }) => cell.dataSet === name);
    const found = own.find(({ state }) => state === 'done') ?? own[0]!;
    return { ...found, cell: { ...found.cell, seed: 1 } };
  });
}
