import { expect, test } from '@jest/globals';
import { smallGrid } from '../../../../test/support/smallGrid';
import { doneRecord } from '../../../../test/support/syntheticResults';
import { cellId } from '../grid/cell';
import type { CellRecord } from '../grid/record';
import { askedCells } from './asked';
import { classShares } from './classShares';
import { perClassFigures } from './figures/perClassFigures';
import { perClassNumbers } from './perClassNumbers';

const cells = smallGrid('fewShot', {
  ...{ methods: ['zeroShot', 'dsra'], shots: [4], seeds: [1, 2], dataSets: ['embedded/textures'] },
});

/** `plain`: of each of two classes the zero-shot cell tests so many pictures; the trained ones 10, and answer 8 and 9. */
function done(plain: number) {
  const perClass = (total: number, correct: number) =>
    ['cat', 'dog'].map((name) => ({ name, total, correct }));
  const records = cells.map((cell): [string, CellRecord] => [
    cellId(cell),
    {
      ...doneRecord(cell),
      metrics: { accuracy: 0.85, zeroShot: 0.625 },
      perClass: cell.shots === 0 ? perClass(plain, 5) : perClass(10, 7 + cell.seed),
    },
  ]);
  const all = askedCells(cells, new Map(records));
  return { all, trained: all.filter(({ cell }) => cell.shots > 0) };
}

test('before and after on the same pictures', () => {
  const { all, trained } = done(10);
  expect(classShares(trained, all)[0]).toEqual({
    ...{ name: 'cat', place: 0, total: 20, correct: 17, before: 50, after: 85 },
  });
  expect(perClassNumbers(trained, all)).toMatchObject([
    {
      id: 'per-class-embedded-textures',
      rows: [
        ['class', 'pictures', 'correct', 'DsRA alone', 'CLIP (zero-shot)', 'gain'],
        ['cat', 20, 17, 0.85, 0.5, 0.35],
        ['dog', 20, 17, 0.85, 0.5, 0.35],
      ],
    },
  ]);
});

test('tests on what is left over are of other pictures than zero-shot’s: no before, and the caption says so', () => {
  const { all, trained } = done(14);
  expect(classShares(trained, all).map(({ before }) => before)).toEqual([undefined, undefined]);
  const [figure] = perClassFigures(trained, all);
  expect(figure!.title).toBe('Accuracy in each class, textures: DsRA alone');
  expect(figure!.caption).toBe(
    'Plain CLIP is not known in each class on the same pictures; over all classes it has 62.5 % on them.',
  );
});
