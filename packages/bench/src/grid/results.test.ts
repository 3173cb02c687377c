import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { madeUp, smallCell } from '../../../../test/support/gridCells';
import { cellId } from './cell';
import { openResults } from './results';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dsra-results-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a folder that is not there yet is empty; what is written is read back', async () => {
  const results = openResults(path.join(folder, 'new', 'one'));
  expect([await results.grid(), (await results.records()).size]).toEqual([[], 0]);
  const cell = smallCell();
  const { record } = madeUp(cell, { base: 0.25, new: null });
  await results.write(record);
  expect([...(await results.records())]).toEqual([[cellId(cell), record]]);
});

test('the grid grows by what is asked for, each cell once', async () => {
  const results = openResults(folder);
  const [a, b, c] = [1, 2, 3].map((seed) => smallCell({ seed }));
  await results.ask([a!, b!]);
  await results.ask([b!, c!, c!]);
  expect(await results.grid()).toEqual([a, b, c]);
  expect(await readdir(folder)).toEqual(['asked']);
  expect(await readdir(path.join(folder, 'asked'))).toHaveLength(2);
  await results.ask([a!, c!]);
  expect(await readdir(path.join(folder, 'asked'))).toHaveLength(2);
});

test('several that ask at once lose nothing of one another', async () => {
  const cells = Array.from({ length: 10 }, (_, seed) => smallCell({ seed }));
  await Promise.all(cells.map((cell) => openResults(folder).ask([cell])));
  const ids = (await openResults(folder).grid()).map(cellId);
  expect(ids.sort()).toEqual(cells.map(cellId).sort());
});

test('what an earlier version was asked for is asked for, and comes first', async () => {
  const results = openResults(folder);
  const [a, b] = [1, 2].map((seed) => smallCell({ seed }));
  await results.ask([a!]);
  const earlier = JSON.stringify({ version: 1, cells: [b] });
  await writeFile(path.join(folder, 'grid.json'), earlier);
  await results.ask([b!]);
  expect(await results.grid()).toEqual([b, a]);
  expect(await readFile(path.join(folder, 'grid.json'), 'utf8')).toBe(earlier);
});

test('features are there before the record that belongs to them', async () => {
  const results = openResults(folder);
  const cell = smallCell();
  const id = cellId(cell);
  const features = { version: 1 as const, id, classNames: ['a'], labels: [0], features: [[0.6, 0.8]] };
  expect(await results.embeddings(id)).toBeUndefined();
  await results.write(madeUp(cell).record, { before: features, after: { ...features, features: [[1, 0]] } });
  expect((await results.embeddings(id))!.after.features).toEqual([[1, 0]]);
  expect((await readdir(path.join(folder, 'embeddings'))).sort()).toEqual([
    `${id}-after.json`,
    `${id}-before.json`,
  ]);
});

test('many writers at once', async () => {
  const cells = Array.from({ length: 20 }, (_, seed) => smallCell({ seed }));
  await Promise.all(cells.map((cell) => openResults(folder).write(madeUp(cell).record)));
  expect((await openResults(folder).records()).size).toBe(20);
});

test('files on their way are no records; a damaged one is named', async () => {
  const results = openResults(folder);
  await results.write(madeUp(smallCell()).record);
  await writeFile(path.join(folder, 'cells', '.x.json.abc.tmp'), '{');
  expect((await results.records()).size).toBe(1);
  await writeFile(path.join(folder, 'cells', 'x.json'), '{"version":1}');
  await expect(results.records()).rejects.toThrow(
    /cells.x\.json is no file of this benchmark's results: .*remove it/u,
  );
  await writeFile(path.join(folder, 'grid.json'), 'x');
  await expect(results.grid()).rejects.toThrow('grid.json');
});

test('a record under another name, or with another cell in it, is named', async () => {
  const results = openResults(folder);
  const [one, other] = [smallCell(), smallCell({ seed: 2 })];
  const { record } = madeUp(one);
  await results.write(record);
  expect(await results.record(cellId(one))).toEqual(record);
  expect(await results.record(cellId(other))).toBeUndefined();
  const at = (cell: typeof one): string => path.join(folder, 'cells', `${cellId(cell)}.json`);
  await copyFile(at(one), at(other));
  const refusal = new RegExp(
    String.raw`cells.${cellId(other)}\.json is no file .* holds cell ${cellId(one)}; remove it`,
  );
  await expect(results.records()).rejects.toThrow(refusal);
  await rm(at(other));
  await writeFile(at(one), JSON.stringify({ ...record, cell: other }));
  await expect(results.records()).rejects.toThrow(`${cellId(one)}.json is no file`);
});
