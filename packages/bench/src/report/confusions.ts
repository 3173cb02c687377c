import type { Asked } from './asked';
import { readableClasses, summedConfusion } from './figures/confusionFigures';
import { known, type ReportTable } from './reportTable';
import { methodTitle } from './titles';

const most = 20;

/** The most frequent confusions, where a matrix would be too large to be read. */
export function confusionTables(cells: readonly Asked[]): ReportTable[] {
  const [first] = cells;
  const names = first?.record?.perClass?.map(({ name }) => name) ?? [];
  const confusion = summedConfusion(cells);
  if (!first || !confusion || names.length <= readableClasses) return [];
  const pairs = confusion.flatMap((row, shown) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, answered) =>
      answered === shown || count === 0 ? [] : [{ shown, answered, count, share: count / total }],
    );
  });
  const rows = pairs
    .sort((a, b) => b.share - a.share || b.count - a.count)
    .slice(0, most)
    .map(({ shown, answered, count, share }) => ({
      entries: [names[shown]!, names[answered]!, known(count), known(share)],
    }));
  const { dataSet, method } = first.cell;
  return [
    {
      id: `confusions-${first.names.file(dataSet)}`,
      title: `The most frequent confusions, ${first.names.title(dataSet)}: ${methodTitle(method)}`,
      columns: [
        { title: 'Shown', kind: 'words' },
        { title: 'Answered', kind: 'words' },
        { title: 'Pictures', kind: 'count' },
        { title: '% of the class', kind: 'percent' },
      ],
      rows,
      notes: [],
    },
  ];
}
