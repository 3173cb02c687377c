import { expect, test } from '@jest/globals';
import type { Asked } from '../../report/asked';
import { embeddingFigure } from '../../report/figures/embeddingFigures';
import { smallCell } from '../../../../../test/support/gridCells';
import type { DataSetItem } from '../../datasets/dataSet';
import { shownPictures } from './shownPictures';

/** Three of each of twelve classes in turn, then forty of one of them. */
const labels = [
  ...Array.from({ length: 36 }, (_, index) => (index * 7) % 12),
  ...Array.from({ length: 40 }, () => 3),
];
const items: DataSetItem[] = labels.map((label, index) => ({
  ...{ id: String(index), label },
  read: () => Promise.reject(new Error('nobody looks at it')),
}));

test('the first thirty pictures of each of the first ten classes', () => {
  const shown = shownPictures(labels).map((index) => items[index]!);
  expect(shown).toHaveLength(9 * 3 + 30);
  expect(shown.some(({ label }) => label >= 10)).toBe(false);
  expect(shown.filter(({ label }) => label === 3)).toEqual(
    items.filter(({ label }) => label === 3).slice(0, 30),
  );
});

test('a figure of these is the figure of all', async () => {
  const names = { title: (name: string) => name, file: (name: string) => name };
  const asked: Asked = { ...{ id: '', cell: smallCell(), state: 'done', record: undefined }, names };
  const drawn = (some: readonly DataSetItem[]) => {
    const one = {
      ...{
        version: 1 as const,
        id: '',
        classNames: Array.from({ length: 12 }, (_, label) => `class ${label}`),
      },
      labels: some.map(({ label }) => label),
      features: some.map(({ id }) => [
        Math.sin(Number(id)),
        Math.cos(3 * Number(id)),
        Math.sin(5 * Number(id)),
      ]),
    };
    return embeddingFigure([{ asked, kept: { before: one, after: one } }]);
  };
  expect(await drawn(shownPictures(labels).map((index) => items[index]!))).toEqual(await drawn(items));
});
