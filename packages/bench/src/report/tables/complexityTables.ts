import type { Asked } from '../asked';
import { metric } from '../measure';
import { publishedParameters } from '../published';
import type { Column, ReportTable, TableRow } from '../reportTable';
import { rowsOf } from '../rows';
import { measureSection } from './measureSection';
import { parameterEntries } from './placementTables';
import { sectionsOf } from './sections';

const columns: Column[] = [
  { title: 'Method', kind: 'words' },
  { title: 'Parameters', kind: 'count' },
  { title: 'on ViT-B/16', kind: 'count' },
  { title: 'published', kind: 'words', published: true },
  { title: 'ms per step', kind: 'number' },
  { title: 'Pictures/s', kind: 'number' },
  { title: 'Accuracy', kind: 'percent', best: true },
];

/** Table 1. */
export function complexityTables(asked: readonly Asked[]): ReportTable[] {
  const sections = sectionsOf(asked).filter(({ isAverage }) => !isAverage);
  const rows = sections.flatMap((section) =>
    rowsOf(asked).map((row): TableRow => {
      const trained = row.asked.filter(({ cell }) => cell.shots > 0);
      return {
        ...(sections.length > 1 && { section: section.title }),
        entries: [
          row.title,
          ...parameterEntries(row),
          publishedParameters[row.method]?.value ?? '',
          measureSection(trained, section, ({ stepSeconds }) => 1000 * stepSeconds),
          measureSection(row.asked, section, ({ picturesPerSecond }) => picturesPerSecond),
          measureSection(row.asked, section, metric('accuracy')),
        ],
      };
    }),
  );
  const on = sections.map(({ title }) => title).join(', ');
  return [
    {
      id: 'complexity',
      title: 'Learned parameters, speed and accuracy (Table 1)',
      columns,
      rows,
      notes: [
        `Measured on ${on}. Parameters are counted from the configuration: on the model that was trained, and on ViT-B/16 with the papers’ settings.`,
        'Published: parameters of the paper’s Table 1, on ViT-B/16, as printed there. Its speeds are of other hardware and are left out.',
        'Pictures per second: pictures in memory, adapters folded into the weights where they can be.',
        'Speeds are taken while the benchmark runs: other cells, and other programs, may have shared the cores. They are rough, none is marked as the highest, and they compare only between cells of one machine and one run. docs/performance.md has speeds that were measured in turn, with nothing beside them.',
      ],
    },
  ];
}
