import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { memoryIo } from '../terminal/memoryIo';
import { failedRecord } from '../../../../test/support/syntheticResults';
import { benchMini } from './benchMini';
import { miniCells } from './mini';
import { openResults } from './results';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dsra-mini-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('failed cells: each is told, and the exit code is 2, as of `dsra bench`', async () => {
  const cells = miniCells({ quick: true });
  const results = openResults(folder);
  await Promise.all(cells.map((cell) => results.write(failedRecord(cell, 'no memory'))));
  const io = memoryIo();
  expect(await benchMini(['--quick', '--results', folder], undefined, io)).toBe(2);
  expect(io.err().match(/^failed: [0-9a-f]+: no memory$/gmu)).toHaveLength(cells.length);
});
