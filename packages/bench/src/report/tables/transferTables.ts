import type { Asked } from '../asked';
import { type Answers, answersOf, joined, measureSeeds, measureSets, metric } from '../measure';
import { isPapersModel, publishedSource } from '../published';
import { type Column, type Entry, known, type ReportTable, type TableRow } from '../reportTable';
import { type Row, rowsOf } from '../rows';
import { dataSetTitle } from '../titles';
import { dataSetsOf } from './sections';

export interface TransferTable {
  readonly id: string;
  readonly title: string;
}

/** Learned on one data set, tested on others: a column for each, and the mean of the targets without the source. */
export function transferTables(asked: readonly Asked[], { id, title }: TransferTable): ReportTable[] {
  return dataSetsOf(asked).map((source, index, all) => {
    const own = asked.filter(({ cell }) => cell.dataSet === source);
    const name = all.length > 1 ? `${title}: from ${dataSetTitle(source)}` : title;
    return sourceTable(own, { id: index === 0 ? id : `${id}-${index + 1}`, title: name, source });
  });
}

function sourceTable(
  asked: readonly Asked[],
  { id, title, source }: TransferTable & { source: string },
): ReportTable {
  const targets = [...new Set(asked.flatMap(({ cell }) => cell.targets))];
  const withPublished = source === 'imagenet' && asked.every(({ cell }) => isPapersModel(cell.model));
  const columns: Column[] = [
    { title: 'Method', kind: 'words' },
    { title: dataSetTitle(source), group: 'source', kind: 'percent', best: true },
    ...(withPublished
      ? [{ title: 'published', group: 'source', kind: 'percent', published: true } as const]
      : []),
    ...targets.map(
      (target): Column => ({ title: dataSetTitle(target), group: 'targets', kind: 'percent', best: true }),
    ),
    { title: 'Average', group: 'targets', kind: 'percent', best: true },
  ];
  const rows = rowsOf(asked).map((row): TableRow => {
    const answers = targets.map((target) => onTarget(row, target));
    return {
      entries: [
        row.title,
        measureSeeds(answersOf(row.asked, metric('source'))),
        ...(withPublished ? [publishedEntry(row)] : []),
        ...answers.map((own): Entry => (own.asked === 0 ? undefined : measureSeeds(own))),
        measureSets(joined(answers), targets),
      ],
    };
  });
  const notes = [
    'Average: the mean of the targets, without the source.',
    ...(withPublished
      ? [
          `Published: ${publishedSource.zeroShot!.source}. Others could not be read at their source and are left out.`,
        ]
      : []),
  ];
  return { id, title, columns, rows, notes };
}

const onTarget = ({ asked }: Row, target: string): Answers =>
  answersOf(
    asked.filter(({ cell }) => cell.targets.includes(target)),
    metric(target),
    target,
  );

function publishedEntry({ method }: Row): Entry {
  const found = publishedSource[method];
  return found && known(found.value / 100);
}
