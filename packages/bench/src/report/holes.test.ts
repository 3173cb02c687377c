import { expect, test } from '@jest/globals';
import { smallGrid } from '../../../../test/support/smallGrid';
import { askedCells } from './asked';
import { holesOf } from './holes';

const cells = (model: string) => smallGrid('fewShot', { model, methods: ['zeroShot', 'dsra'], shots: [4] });

test('each model has its own block, and seeds of one are not those of another', () => {
  const [one, other] = [cells('./one'), cells('./other')];
  const holes = holesOf(askedCells([...one, ...other], new Map()));
  expect(holes.map(({ title, asked }) => [title, asked])).toEqual([
    ['Few-shot classification (./one)', one.length],
    ['Few-shot classification (./other)', other.length],
  ]);
  expect(holes.map(({ lines }) => lines)).toEqual([
    ['missing: CLIP (zero-shot): all 2 cells', 'missing: DsRA alone: all 4 cells'],
    ['missing: CLIP (zero-shot): all 2 cells', 'missing: DsRA alone: all 4 cells'],
  ]);
});

test('one model is not named', () => {
  expect(holesOf(askedCells(cells('embedded'), new Map()))).toMatchObject([
    { title: 'Few-shot classification', model: 'embedded' },
  ]);
});
