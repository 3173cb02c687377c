import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { smallCell } from '../../../../../test/support/gridCells';
import { type CellChild, cellChild } from './childProcess';
import { unitsOf } from './unit';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dsra-child-'));
});
afterAll(() => rm(folder, { recursive: true }));

const options = { root: '.', backend: 'wasm' } as const;
const unit = (seed: number) => unitsOf([smallCell({ seed })])[0]!;

/** A child that does `act` with a unit. */
async function acting(act: string): Promise<CellChild> {
  const script = path.join(folder, 'acting.mjs');
  const hears = `process.on('message', ({ unit }) => { if (unit) act(unit.cell.seed); });`;
  await writeFile(script, `const act = (seed) => { ${act} };\n${hears}`);
  return cellChild(options, script);
}

test('a process that cannot be started is a failed cell', async () => {
  const child = cellChild(options, 'nothing.mjs', path.join(folder, 'no-node'));
  for (const seed of [1, 2]) {
    const { record } = await child.run(unit(seed));
    expect(record).toMatchObject({ status: 'failed', cell: { seed } });
    expect(record.error).toMatch(/^its process could not be started or reached: .*ENOENT$/u);
  }
  child.close();
  // Some reasons Node tells at once.
  const { record } = await cellChild(options, 'nothing.mjs', 'no\0node').run(unit(3));
  expect(record.error).toMatch(/^its process could not be started or reached: /u);
});

test('what cannot be told to a process on its way out is told to another', async () => {
  // Cut off, and not at its end before long.
  const child = await acting(
    `process.send({ ran: { record: { pid: process.pid } } }, () => { process.disconnect(); setTimeout(() => {}, 60_000); });`,
  );
  const pids = [];
  for (const seed of [1, 2]) {
    const { record } = await child.run(unit(seed));
    pids.push((record as unknown as { pid: number }).pid);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(new Set(pids).size).toBe(2);
  for (const pid of pids) process.kill(pid);
});

test('one that cuts itself off in the middle of a cell is a failed cell', async () => {
  const child = await acting(`setTimeout(() => { process.disconnect(); process.exitCode = 3; }, 10);`);
  const { record } = await child.run(unit(1));
  expect(record.error).toBe('its process ended with code 3');
});

test('what the system refuses there is told here as that', async () => {
  const system = `{ code: 'EACCES', path: '/data', syscall: 'scandir' }`;
  const child = await acting(`process.send({ unable: { message: 'EACCES', system: ${system} } });`);
  await expect(child.run(unit(1))).rejects.toMatchObject({ code: 'EACCES', path: '/data' });
  child.close();
});
