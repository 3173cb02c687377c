import { baseAndNewSpread, harmonicMeanOfMeans, meanOfHarmonicMeans } from '../../averages';
import { learns } from '../../grid/combination';
import type { Asked } from '../asked';
import { type Answers, joined, type Measure, measured, metric } from '../measure';
import { isPapersModel } from '../papersModel';
import { elevenSets, publishedBaseToNew } from '../published';
import type { Column, ReportTable, TableRow } from '../reportTable';
import { type Row, rowsOf } from '../rows';
import { answersIn, measureAnswers } from './measureSection';
import {
  coversPaper,
  publishedColumns,
  publishedEntries,
  type PublishedHere,
  publishedNote,
} from './publishedHalves';
import { dataSetsOf, type Section, sectionsOf } from './sections';
import { zeroShotAnswers } from './zeroShotRow';

const percent = (title: string): Column => ({ title, kind: 'percent', best: true });

/** Table 2: the average with both ways of averaging H, and each data set. */
export function baseToNewTables(
  asked: readonly Asked[],
  published: PublishedHere = publishedBaseToNew,
): ReportTable[] {
  const comparable = asked.every(({ cell }) => isPapersModel(cell.model)) ? published : {};
  const sections = sectionsOf(asked);
  const average = sections.find(({ isAverage }) => isAverage);
  const each = sections.filter(({ isAverage }) => !isAverage);
  return [
    ...(average ? [averageTable(asked, average, comparable[elevenSets] ?? {})] : []),
    eachTable(asked, each, comparable),
  ];
}

function averageTable(
  asked: readonly Asked[],
  section: Section,
  published: PublishedHere[string],
): ReportTable {
  const isOfPapers = Object.keys(published).length > 0;
  const comparable = isOfPapers && coversPaper(asked);
  const columns = [
    { title: 'Method', kind: 'words' } as const,
    ...[percent('Base'), percent('New'), percent('H of the means'), percent('mean of the H’s')],
    ...(comparable ? publishedColumns('H of the means') : []),
  ];
  const rows = rowsOf(asked);
  const lines = [
    ...zeroShotLine(asked, rows, section),
    ...rows.map((row): TableRow => {
      const entries = halvesOf(row, section);
      return {
        entries: [row.title, ...entries, ...(comparable ? publishedEntries(published[row.method]) : [])],
      };
    }),
  ];
  return {
    id: 'base-to-new-average',
    title: `${section.title} (Table 2a)`,
    columns,
    rows: lines,
    notes: [
      'Base and New: the mean over data sets of each. H of the means: the harmonic mean of these two, as the paper’s Table 2 averages. Mean of the H’s: each data set’s own harmonic mean, averaged; never the higher of the two.',
      ...(comparable ? [publishedNote(rows, [published])] : []),
      ...(isOfPapers && !comparable
        ? [
            'Published averages are over eleven data sets: beside others they would mislead, so they are left out here.',
          ]
        : []),
    ],
  };
}

function eachTable(
  asked: readonly Asked[],
  sections: readonly Section[],
  published: PublishedHere,
): ReportTable {
  const rows = rowsOf(asked);
  const bySection = sections.map(({ dataSets }) => published[dataSets[0]!] ?? {});
  const comparable = rows.some(({ method }) => bySection.some((own) => own[method]));
  const columns: Column[] = [
    { title: 'Method', kind: 'words' },
    percent('Base'),
    percent('New'),
    percent('H'),
    ...(comparable ? publishedColumns('H') : []),
  ];
  const lines = sections.flatMap((section, place) => [
    ...zeroShotLine(asked, rows, section),
    ...rows
      .filter((row) => row.asked.some(({ cell }) => section.dataSets.includes(cell.dataSet)))
      .map((row): TableRow => {
        const beside = comparable ? publishedEntries(bySection[place]![row.method]) : [];
        return { section: section.title, entries: [row.title, ...halvesOf(row, section), ...beside] };
      }),
  ]);
  const notes = comparable ? [publishedNote(rows, bySection)] : [];
  return { id: 'base-to-new', title: 'Each data set (Table 2b and on)', columns, rows: lines, notes };
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
