import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { buildPackages, startDsra, until } from '../../../../../test/support/builtProgram';
import { smallCell } from '../../../../../test/support/gridCells';
import { openResults } from '../results';
import { cellChild } from './childProcess';
import { inChildren } from './inChildren';
import { inProcess } from './inProcess';
import { runGrid } from './runGrid';
import { unitsOf } from './unit';

jest.setTimeout(180_000);

let folder: string;
beforeAll(async () => {
  buildPackages();
  folder = await mkdtemp(path.join(tmpdir(), 'dsra-children-'));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (...names: string[]): string => path.join(folder, ...names);
const workshop = { root: '.', backend: 'wasm', threads: 1 } as const;

test('children give what this process gives', async () => {
  const cells = [smallCell(), smallCell({ seed: 2 }), smallCell({ method: 'coOp' })];
  const runners = { children: inChildren(2, workshop), here: inProcess(workshop) };
  const results = [];
  for (const [name, runner] of Object.entries(runners)) {
    const records = await runGrid({ cells, results: openResults(at(name)), runner });
    await runner.close();
    results.push(records.map(({ curve, chosen, confusion }) => ({ curve, chosen, confusion })));
  }
  expect(results[0]).toEqual(results[1]);
  expect(results[0]![0]!.curve).toHaveLength(1);
});

test('a process that is lost takes its own cell with it; the next is computed by another', async () => {
  const script = at('dying.mjs');
  // Dies of the first cell, with words, and is another process afterwards.
  await writeFile(
    script,
    `process.on('message', ({ unit }) => {
       if (!unit) return;
       if (unit.cell.seed === 1) { process.stderr.write('<--- GCs --->\\nFATAL ERROR: heap out of memory\\n 1: 0xb7\\n', () => process.kill(process.pid, 'SIGKILL')); return; }
       process.send({ progress: 0.5 });
       process.send({ ran: { record: { pid: process.pid } } });
     });`,
  );
  const child = cellChild(workshop, script);
  const unit = (seed: number) => unitsOf([smallCell({ seed })])[0]!;
  const { record } = await child.run(unit(1));
  expect(record).toMatchObject({ status: 'failed' });
  expect(record.error).toMatch(/^its process was ended by SIGKILL: FATAL ERROR: heap out of memory$/u);
  const progress: number[] = [];
  const hooks = { onProgress: (share: number) => progress.push(share) };
  const next = (await child.run(unit(2), hooks)).record as unknown as { pid: number };
  expect(progress).toEqual([0.5]);
  expect((await child.run(unit(3))).record).toEqual({ pid: next.pid });
  child.close();
  await until(() => !isAlive(next.pid));
});

test('kill -9 in the middle, then the same line again: the same numbers as without', async () => {
  const line = [
    'bench',
    'few-shot',
    '--methods',
    'coOp,dsra',
    '--data-sets',
    'embedded/textures',
    '--test',
    '2',
  ];
  const rest = ['--shots', '1,2', '--seeds', '1,2', '--epochs', '4', '--jobs', '2', '--results'];
  const whole = startDsra([...line, ...rest, 'whole'], folder);
  expect(await whole.ended).toBe(0);
  const killed = startDsra([...line, ...rest, 'killed'], folder);
  await until(() => killed.err().includes('[3/8]'));
  const children = childrenOf(killed.pid);
  expect(children.length).toBeGreaterThan(0);
  killed.kill('SIGKILL');
  await killed.ended;
  // Who computes for a process ends with it.
  await until(() => !children.some(isAlive));
  const done = readdirSync(at('killed', 'cells')).filter((name) => name.endsWith('.json'));
  const times = done.map((name) => readFileSync(at('killed', 'cells', name), 'utf8'));
  expect(done.length).toBeLessThan(8);
  const again = startDsra([...line, ...rest, 'killed'], folder);
  expect(await again.ended).toBe(0);
  expect(again.err()).toContain(`${done.length} known`);
  expect(done.map((name) => readFileSync(at('killed', 'cells', name), 'utf8'))).toEqual(times);
  expect(again.out().split('\n').slice(0, -2)).toEqual(whole.out().split('\n').slice(0, -2));
});

test('a single job is a process of its own: what kills it is a failed cell, and the rest goes on', async () => {
  const line = ['bench', 'few-shot', '--methods', 'coOp', '--data-sets', 'embedded/textures', '--test', '2'];
  const rest = ['--shots', '1', '--seeds', '1,2', '--epochs', '40', '--results', 'lost'];
  const running = startDsra([...line, ...rest], folder);
  await until(() => running.err().includes('to compute') && childrenOf(running.pid).length === 1);
  process.kill(childrenOf(running.pid)[0]!, 'SIGKILL');
  expect(await running.ended).toBe(2);
  const records = [...(await openResults(at('lost')).records()).values()];
  expect(records.map(({ status }) => status).sort()).toEqual(['done', 'failed']);
  // In the middle of its cell, or before it was told of it.
  expect(running.out()).toMatch(/its process (was ended by SIGKILL|could not be started or reached: )/u);
});

test('SIGTERM ends it as Ctrl-C does, also where the whole group of processes gets it', async () => {
  const args = ['bench', 'few-shot', '--methods', 'dsra', '--data-sets', 'embedded/objects'];
  const stopped = startDsra([...args, '--results', 'terminated'], folder);
  // A first cell is done: the process that computes is there, and listens.
  await until(() => stopped.err().includes('[1/'));
  const [child] = childrenOf(stopped.pid);
  process.kill(child!, 'SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 500));
  stopped.kill('SIGTERM');
  expect(await stopped.ended).toBe(130);
  expect(stopped.err()).not.toContain('FAILED');
  await until(() => !isAlive(child!));
});

test('Ctrl-C ends it with 130, and says how to go on', async () => {
  const args = ['bench', 'few-shot', '--methods', 'dsra', '--data-sets', 'embedded/objects', '--jobs', '2'];
  const stopped = startDsra([...args, '--results', 'stopped'], folder);
  await until(() => stopped.err().includes('to compute') && childrenOf(stopped.pid).length === 2);
  const children = childrenOf(stopped.pid);
  stopped.kill('SIGINT');
  expect(await stopped.ended).toBe(130);
  expect(stopped.err()).toContain(
    'interrupted; finished cells are in stopped; to go on: dsra bench few-shot',
  );
  await until(() => !children.some(isAlive));
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Linux alone tells them without a tool. */
function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number);
}
