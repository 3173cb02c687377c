import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DsraError } from '@dsra/core';
import { madeUp, smallCell } from '../../../../../test/support/gridCells';
import { type Cell, cellId } from '../cell';
import { openResults, type Results } from '../results';
import { runGrid } from './runGrid';
import type { Runner } from './runner';
import { failed } from './unit';

let results: Results;
beforeEach(async () => {
  results = openResults(await mkdtemp(path.join(tmpdir(), 'dsra-grid-')));
});
afterEach(() => rm(results.folder, { recursive: true }));

/** Remembers what it was asked to execute; `act` may fail in its place. */
function recorder(act: (cell: Cell) => unknown = () => undefined, jobs = 1) {
  const executed: Cell[] = [];
  let [now, most] = [0, 0];
  const runner: Runner = {
    jobs,
    run: async ({ cell }) => {
      executed.push(cell);
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
      const reason = act(cell);
      if (typeof reason === 'string') return failed(cell, reason);
      return madeUp(cell, Object.fromEntries(['accuracy', ...cell.targets].map((name) => [name, 0.5])));
    },
    close: () => Promise.resolve(),
  };
  return { runner, executed, most: () => most };
}

const seeds = [1, 2, 3, 4];
const cells = seeds.map((seed) => smallCell({ seed }));
const seedsOf = (executed: readonly Cell[]): number[] => executed.map(({ seed }) => seed);

test('a stopped run goes on: no finished cell is computed twice', async () => {
  const stop = new AbortController();
  const first = recorder(({ seed }) => {
    if (seed === 2) stop.abort(new DsraError('interrupted', 'interrupted'));
  });
  await expect(runGrid({ cells, results, ...first, signal: stop.signal })).rejects.toThrow('interrupted');
  expect(seedsOf(first.executed)).toEqual([1, 2]);
  expect(await results.grid()).toEqual(cells);
  const second = recorder();
  const records = await runGrid({ cells, results, ...second });
  expect(seedsOf(second.executed)).toEqual([3, 4]);
  expect(records.map(({ id }) => id)).toEqual(cells.map(cellId));
  const third = recorder();
  expect(await runGrid({ cells, results, ...third })).toEqual(records);
  expect(third.executed).toEqual([]);
});

test('a failed cell is written down and the rest goes on; it is tried again when that is asked for', async () => {
  const failing = recorder(({ seed }) => (seed === 2 ? 'the loss is NaN' : undefined));
  const records = await runGrid({ cells, results, ...failing });
  expect(records.map(({ status }) => status)).toEqual(['done', 'failed', 'done', 'done']);
  expect((await results.records()).get(cellId(cells[1]!))).toMatchObject({ error: 'the loss is NaN' });
  const again = recorder();
  await runGrid({ cells, results, ...again });
  expect(again.executed).toEqual([]);
  const retried = await runGrid({ cells, results, ...again, retryFailed: true });
  expect(seedsOf(again.executed)).toEqual([2]);
  expect(retried.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done']);
});

test('what keeps any cell from running ends the run: none begins after it, what is under way is waited for', async () => {
  const began: number[] = [];
  let fourthBegins = (): void => undefined;
  const fourth = new Promise<void>((resolve) => {
    fourthBegins = resolve;
  });
  const runner: Runner = {
    jobs: 2,
    run: async ({ cell }, hooks) => {
      began.push(cell.seed);
      if (cell.seed === 3) {
        await fourth;
        throw new DsraError('missing', 'no pictures');
      }
      if (cell.seed === 4) {
        const stopped = once(hooks!.signal!, 'abort');
        fourthBegins();
        await stopped;
      }
      return madeUp(cell, { accuracy: 0.5 });
    },
    close: () => Promise.resolve(),
  };
  const five = [...cells, smallCell({ seed: 5 })];
  await expect(runGrid({ cells: five, results, runner })).rejects.toThrow('no pictures');
  expect(began).toEqual([1, 2, 3, 4]);
  expect([...(await results.records()).values()].map(({ cell }) => cell.seed).sort()).toEqual([1, 2, 4]);
});

test('as many at a time as the runner takes', async () => {
  for (const jobs of [1, 3, Infinity]) {
    const many = recorder(undefined, jobs);
    const own = seeds.map((seed) => smallCell({ seed, shots: Math.min(jobs, 9) }));
    await runGrid({ cells: own, results, ...many });
    expect(many.most()).toBe(Math.min(jobs, 4));
  }
});

test('cells of one training are executed once, at once or later, with what each asks for', async () => {
  const both = smallCell({ protocol: 'placement', variant: 'both' });
  const first = recorder();
  const records = await runGrid({ cells: [cells[0]!, both], results, ...first });
  expect(first.executed).toEqual([cells[0]]);
  expect(records.map(({ sameAs }) => sameAs)).toEqual([undefined, cellId(cells[0]!)]);
  const later = smallCell({ protocol: 'rank', variant: 'rank 16' });
  const second = recorder();
  const [copied] = await runGrid({ cells: [later], results, ...second });
  expect(second.executed).toEqual([]);
  expect(copied).toMatchObject({ cell: later, sameAs: cellId(cells[0]!), metrics: { accuracy: 0.5 } });

  const across = (...targets: string[]) => smallCell({ protocol: 'crossDataSet', targets });
  const third = recorder();
  const tested = await runGrid({ cells: [across('a', 'b'), across('b', 'c')], results, ...third });
  expect(third.executed.map(({ targets }) => targets)).toEqual([['a', 'b', 'c']]);
  expect(tested.map(({ metrics }) => Object.keys(metrics))).toEqual([
    ['accuracy', 'a', 'b'],
    ['accuracy', 'b', 'c'],
  ]);
  // A record that lacks a target is no substitute.
  const fourth = recorder();
  await runGrid({ cells: [across('a', 'c')], results, ...fourth });
  expect(fourth.executed).toHaveLength(1);
});

test('a record without features is no substitute for one that keeps them', async () => {
  await runGrid({ cells: [cells[0]!], results, ...recorder() });
  const keeping = recorder();
  await runGrid({ cells: [{ ...cells[0]!, embeddings: true }], results, ...keeping });
  expect(keeping.executed).toHaveLength(1);
});

test('events tell what is known, what begins, and each record', async () => {
  await runGrid({ cells: [cells[0]!], results, ...recorder() });
  const said: string[] = [];
  await runGrid({
    ...{ cells: cells.slice(0, 3), results, ...recorder() },
    onStart: (known, units) => said.push(`${known} known, ${units.length} to do`),
    onUnit: ({ cell }) => said.push(`begins ${cell.seed}`),
    onRecord: ({ cell }) => said.push(`ends ${cell.seed}`),
  });
  expect(said).toEqual(['1 known, 2 to do', 'begins 2', 'ends 2', 'begins 3', 'ends 3']);
});

test('what another run in the folder has finished meanwhile is not computed again', async () => {
  const both = smallCell({ protocol: 'placement', variant: 'both', seed: 2 });
  const asked = [...cells, both];
  const elsewhere = recorder();
  const here = recorder();
  const runner: Runner = {
    ...here.runner,
    run: async (unit, hooks) => {
      const ran = await here.runner.run(unit, hooks);
      // While the first is computed, another run finishes the second and the third.
      if (unit.cell.seed === 1) await runGrid({ cells: cells.slice(1, 3), results, ...elsewhere });
      return ran;
    },
  };
  const said: string[] = [];
  const records = await runGrid({
    ...{ cells: asked, results, runner },
    onRecord: ({ cell }) => said.push(`${cell.protocol} ${cell.seed}`),
  });
  expect(seedsOf(elsewhere.executed)).toEqual([2, 3]);
  expect(seedsOf(here.executed)).toEqual([1, 4]);
  // Another name for what was computed elsewhere is a copy, and all of it is told.
  expect(records.map(({ status }) => status)).toEqual(Array(5).fill('done'));
  expect(records[4]!.sameAs).toBe(cellId(cells[1]!));
  expect(said).toEqual(['fewShot 1', 'fewShot 2', 'placement 2', 'fewShot 3', 'fewShot 4']);
});

test('a failed cell that another run has computed again meanwhile is taken as it is now', async () => {
  await runGrid({ cells: cells.slice(0, 2), results, ...recorder(() => 'no memory') });
  await new Promise((resolve) => setTimeout(resolve, 5));
  const [here, elsewhere] = [recorder(), recorder()];
  const runner: Runner = {
    ...here.runner,
    run: async (unit, hooks) => {
      await runGrid({ cells: [cells[1]!], results, ...elsewhere, retryFailed: true });
      return here.runner.run(unit, hooks);
    },
  };
  const records = await runGrid({ cells: cells.slice(0, 2), results, runner, retryFailed: true });
  expect(seedsOf(here.executed)).toEqual([1]);
  expect(records.map(({ status }) => status)).toEqual(['done', 'done']);
});

test('what cannot be computed is told before anything is written, of what is to be computed alone', async () => {
  const checked: number[][] = [];
  const check = (units: readonly { readonly cell: Cell }[]): Promise<void> => {
    checked.push(units.map(({ cell }) => cell.seed));
    return units.length > 0 ? Promise.reject(new DsraError('missing', 'no pictures')) : Promise.resolve();
  };
  await runGrid({ cells: cells.slice(0, 2), results, ...recorder() });
  await expect(runGrid({ cells, results, ...recorder(), check })).rejects.toThrow('no pictures');
  expect(await results.grid()).toEqual(cells.slice(0, 2));
  await runGrid({ cells: cells.slice(0, 2), results, ...recorder(), check });
  expect(checked).toEqual([[3, 4], []]);
});
