import type { Asked } from '../asked';
import { metric } from '../measure';
import { parametersOnViTB16 } from '../parameters';
import { publishedPlacement } from '../published';
import { type Column, known, type ReportTable, type TableRow } from '../reportTable';
import { type Row, rowsOf } from '../rows';
import { measureSection } from './measureSection';
import { sectionsOf } from './sections';
import { shotsOf } from './shotsOf';
import { shotsTitle } from './shotsTable';

/** Table 4: parameters, each data set, and their mean. */
export function placementTables(asked: readonly Asked[]): ReportTable[] {
  const sections = sectionsOf(asked);
  const ordered = [
    ...sections.filter(({ isAverage }) => !isAverage),
    ...sections.filter((one) => one.isAverage),
  ];
  const shots = shotsOf(asked);
  const columns: Column[] = [
    { title: 'Method', kind: 'words' },
    { title: 'Parameters', kind: 'count' },
    { title: 'on ViT-B/16', kind: 'count' },
    { title: 'published', kind: 'words', published: true },
    ...ordered.map(
      ({ title, isAverage }): Column => ({
        title: isAverage ? 'Average' : title,
        kind: 'percent',
        best: true,
      }),
    ),
  ];
  const rows = shots.flatMap((count) =>
    rowsOf(asked.filter(({ cell }) => cell.shots === count)).map(
      (row): TableRow => ({
        ...(shots.length > 1 && { section: shotsTitle(count) }),
        entries: [
          row.title,
          ...parameterEntries(row),
          publishedPlacement[row.method]?.[row.variant]?.value ?? '',
          ...ordered.map((section) => measureSection(row.asked, section, metric('accuracy'))),
        ],
      }),
    ),
  );
  const names = ordered.flatMap(({ title, isAverage }) => (isAverage ? [] : [title])).join(', ');
  return [
    {
      id: 'placement',
      title: 'Adapters before attention, before feed-forward, or before both (Table 4)',
      columns,
      rows,
      notes: [`Accuracy over ${names}; published: parameters of the paper’s Table 4, on ViT-B/16.`],
    },
  ];
}

/** On the model that was trained, and on ViT-B/16. */
export function parameterEntries({ asked }: Row) {
  const counts = new Set(
    asked.flatMap(({ record }) => (record?.status === 'done' ? [record.parameters] : [])),
  );
  const here = counts.size > 0 ? known(Math.max(...counts)) : undefined;
  return [here, known(parametersOnViTB16(asked[0]!.cell))] as const;
}
