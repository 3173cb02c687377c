import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonicalJson';
import { benchProtocols, type Cell, cellId, cellSchema, computationId } from './cell';
import { makeCell } from './makeCell';

const cell = makeCell({
  ...{ protocol: 'fewShot', model: 'embedded', dataSet: 'embedded/objects', method: 'dsra' },
  ...{ shots: 16, seed: 1, testPerClass: 10 },
});

test('the id depends on what a cell says, not on the order of its keys', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(Object.entries(cell), { minLength: Object.keys(cell).length }),
      (entries) => {
        expect(cellId(Object.fromEntries(entries) as Cell)).toBe(cellId(cell));
      },
    ),
  );
  expect(cellId({ ...cell, embeddings: undefined })).toBe(cellId(cell));
  expect(canonicalJson({ b: [{ d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[{"d":1}]}');
});

test('the id is the same as ever: results folders of today are found tomorrow', () => {
  const fixed: Cell = {
    ...{ protocol: 'rank', model: 'embedded', dataSet: 'embedded/objects', targets: [], method: 'dsra' },
    ...{ variant: 'rank 4', options: { dsra: { rank: 4 } }, shots: 2, seed: 3 },
    settings: { epochs: 1, batchSize: 4, learningRate: 0.01, optimizer: 'sgd', leastArea: 0.08 },
  };
  expect(cellId(fixed)).toBe('e463dfe642319b44');
});

const other: Partial<Cell>[] = [
  { model: 'other' },
  { dataSet: 'embedded/textures' },
  { method: 'coOp' },
  { options: { dsra: { rank: 4 } } },
  { shots: 8 },
  { seed: 2 },
  { settings: { ...cell.settings, epochs: 3 } },
  { testPerClass: 5 },
];

test.each(other)('a cell with another %j is another cell and another training', (change) => {
  expect(cellId({ ...cell, ...change })).not.toBe(cellId(cell));
  expect(computationId({ ...cell, ...change })).not.toBe(computationId(cell));
});

test('names, targets and what is kept make another cell of the same training', () => {
  const same: Partial<Cell>[] = [
    { variant: 'both' },
    { protocol: 'placement' },
    { embeddings: true },
    { targets: ['embedded/textures'] },
  ];
  for (const change of same) {
    expect(cellId({ ...cell, ...change })).not.toBe(cellId(cell));
    expect(computationId({ ...cell, ...change })).toBe(computationId(cell));
  }
  const trainings = benchProtocols.map((protocol) => computationId({ ...cell, protocol }));
  expect(new Set(trainings).size).toBe(3);
});

test('a cell is read back as it was written; what is not one is refused', () => {
  expect(cellSchema.parse(JSON.parse(JSON.stringify(cell)))).toEqual(cell);
  for (const bad of [
    { shots: -1 },
    { protocol: 'x' },
    { more: 1 },
    { options: { dsra: { rank: undefined } } },
  ]) {
    expect(cellSchema.safeParse({ ...cell, ...bad }).success).toBe(false);
  }
});
