import type { Asked } from '../asked';
import { type Answers, answersOf, joined, measureSeeds, measureSets, metric } from '../measure';
import { isPapersModel } from '../papersModel';
import { type PublishedBySet, publishedTransfer } from '../published';
import { type Column, type Entry, known, type ReportTable, type TableRow } from '../reportTable';
import { type Row, rowsOf } from '../rows';
import { dataSetsOf, titleOf } from './sections';

export interface TransferTable {
  readonly id: string;
  readonly title: string;
}

/** Learned on one data set, tested on others: a column for each, and the mean of the targets without the source. */
export function transferTables(
  asked: readonly Asked[],
  { id, title }: TransferTable,
  published: PublishedBySet<number> = publishedTransfer,
): ReportTable[] {
  return dataSetsOf(asked).map((source, index, all) => {
    const own = asked.filter(({ cell }) => cell.dataSet === source);
    const name = all.length > 1 ? `${title}: from ${titleOf(own, source)}` : title;
    const comparable = source === 'imagenet' && own.every(({ cell }) => isPapersModel(cell.model));
    return sourceTable(own, {
      ...{ id: index === 0 ? id : `${id}-${index + 1}`, title: name, source },
      published: comparable ? published : {},
    });
  });
}

interface Place {
  readonly title: string;
  readonly group: 'source' | 'targets';
  /** What ours is, in a row. */
  readonly entry: (row: Row) => Entry;
  /** By method. */
  readonly published: PublishedBySet<number>[string];
}

function sourceTable(
  asked: readonly Asked[],
  { id, title, source, published }: TransferTable & { source: string; published: PublishedBySet<number> },
): ReportTable {
  const rows = rowsOf(asked);
  const targets = [...new Set(asked.flatMap(({ cell }) => cell.targets))];
  const onSource = ({ asked: own }: Row): Entry => measureSeeds(answersOf(own, metric('source')));
  const average = (row: Row): Entry =>
    measureSets(joined(targets.map((target) => onTarget(row, target))), targets);
  const of = (name: string) => ({ title: titleOf(asked, name), published: published[name] ?? {} });
  const places: Place[] = [
    { ...of(source), group: 'source', entry: onSource },
    ...targets.map(
      (name): Place => ({ ...of(name), group: 'targets', entry: (row) => targetEntry(row, name) }),
    ),
    { title: 'Average', group: 'targets', entry: average, published: {} },
  ];
  return {
    ...{ id, title },
    columns: [{ title: 'Method', kind: 'words' }, ...places.flatMap((place) => columnsOf(place, rows))],
    rows: rows.map(
      (row): TableRow => ({
        entries: [row.title, ...places.flatMap((place) => entriesOf(place, row, rows))],
      }),
    ),
    notes: [
      'Average: the mean of the targets, without the source.',
      ...sourcesNote(places.map((place) => place.published)),
    ],
  };
}

/** Whether a column of published numbers would have one. */
const isPublished = ({ published }: Place, rows: readonly Row[]): boolean =>
  rows.some(({ method }) => published[method]);

function columnsOf(place: Place, rows: readonly Row[]): Column[] {
  const { title, group } = place;
  const beside: Column = { title: 'published', group, kind: 'percent', published: true };
  return [{ title, group, kind: 'percent', best: true }, ...(isPublished(place, rows) ? [beside] : [])];
}

function entriesOf(place: Place, row: Row, rows: readonly Row[]): Entry[] {
  const found = place.published[row.method];
  return [place.entry(row), ...(isPublished(place, rows) ? [found && known(found.value / 100)] : [])];
}

function targetEntry(row: Row, target: string): Entry {
  const answers = onTarget(row, target);
  return answers.asked === 0 ? undefined : measureSeeds(answers);
}

const onTarget = ({ asked }: Row, target: string): Answers =>
  answersOf(
    asked.filter(({ cell }) => cell.targets.includes(target)),
    metric(target),
    target,
  );

function sourcesNote(published: readonly PublishedBySet<number>[string][]): string[] {
  const sources = new Set(published.flatMap((own) => Object.values(own).map(({ source }) => source)));
  return sources.size > 0 ? [`Published: ${[...sources].join('; ')}.`] : [];
}
