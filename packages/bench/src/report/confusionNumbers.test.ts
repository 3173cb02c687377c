import { expect, test } from '@jest/globals';
import { smallGrid } from '../../../../test/support/smallGrid';
import { doneRecord } from '../../../../test/support/syntheticResults';
import { cellId } from '../grid/cell';
import { askedCells } from './asked';
import { confusionNumbers } from './confusionNumbers';
import { confusionFigures } from './figures/confusionFigures';
import { withoutFigure } from './numbers';

test('above 40 classes there is no picture, and the whole matrix still, over all seeds', () => {
  const cells = smallGrid('fewShot', { methods: ['dsra'], shots: [4], dataSets: ['embedded/textures'] });
  const names = Array.from({ length: 41 }, (_, place) => `class ${place}`);
  const records = cells.map(
    (cell) =>
      [
        cellId(cell),
        {
          ...doneRecord(cell),
          perClass: names.map((name) => ({ name, correct: 3, total: 4 })),
          confusion: names.map((_, r) => names.map((_other, c) => (r === c ? 3 : c === 0 ? 1 : 0))),
        },
      ] as const,
  );
  const asked = askedCells(cells, new Map(records));
  const figures = confusionFigures(asked);
  expect(figures).toEqual([]);
  const [numbers] = withoutFigure(confusionNumbers(asked), figures);
  expect(numbers!.rows).toHaveLength(42);
  expect(numbers!.rows[0]!.slice(0, 3)).toEqual(['shown', 'class 0', 'class 1']);
  expect(numbers!.rows[2]!.slice(0, 4)).toEqual(['class 1', 2, 6, 0]);
});
