import { type DataSetCounts, layoutPage, publishedSets } from '../datasets/published';
import { embeddedSet, embeddedTasks } from '../datasets/embeddedSets';
import { thousands } from '../terminal/figures';
import { table } from '../terminal/table';
import type { Context } from './context';

/** `dsra datasets list`: all that can be told without looking at a disk. */
export function listDataSets({ out }: Context): void {
  const embedded = embeddedTasks.map((task) => ({ about: task.about, ...embeddedSet(task) }));
  const rows = [
    ...publishedSets.map(({ name, folder, template, counts }) => [
      name,
      `${folder}/`,
      template,
      ...figures(counts),
    ]),
    ...embedded.map((set) => [set.name, 'drawn', set.template, ...figures(countsOf(set))]),
  ];
  const head = ['name', 'folder', 'template', 'classes', 'train', 'validation', 'test'];
  for (const line of table([head, ...rows])) out.line(line);
  for (const line of explanation) out.line(line);
  out.json([
    ...publishedSets.map((set) => ({
      ...{ name: set.name, title: set.title, kind: 'published', folder: set.folder, holds: set.layout.holds },
      ...{ template: set.template, page: layoutPage(set), ...set.counts },
    })),
    ...embedded.map((set) => ({
      ...{ name: set.name, title: set.title, kind: 'embedded', about: set.about },
      ...{ template: set.template, ...countsOf(set) },
    })),
  ]);
}

type Lists = Record<'classNames' | 'train' | 'validation' | 'test', readonly unknown[]>;

const countsOf = ({ classNames, train, validation, test }: Lists): DataSetCounts => ({
  classes: classNames.length,
  train: train.length,
  validation: validation.length,
  test: test.length,
});

const figures = ({ classes, train, validation, test }: DataSetCounts): string[] =>
  [classes, train, validation, test].map(thousands);

const explanation = [
  '',
  'Folders lie below one root, laid out as in https://github.com/KaiyangZhou/CoOp/blob/main/DATASETS.md;',
  '`dsra datasets check <root>` tells which are there and what is missing. Sets without training pictures are there to',
  'be tested on. A folder with one sub-folder per class, or a manifest, is a data set by its path.',
];
