import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { madeUp } from '../../../../test/support/gridCells';
import { type Cell, cellId } from '../grid/cell';
import { protocolPlans } from '../grid/protocols/protocols';
import { openResults } from '../grid/results';
import { failed } from '../grid/running/unit';
import { type MemoryIo, memoryIo } from '../terminal/memoryIo';
import { protocolNames } from './protocolNames';
import { run } from './run';

// Each trains a little.
jest.setTimeout(60_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dsra-bench-'));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (...names: string[]): string => path.join(folder, ...names);

async function dsra(argv: readonly string[], io: MemoryIo = memoryIo()) {
  const code = await run(argv, io);
  return { code, out: io.out().replaceAll(folder, '…'), err: io.err().replaceAll(folder, '…') };
}

const small = ['--data-sets', 'embedded/textures', '--test', '2', '--epochs', '1', '--seeds', '1'];
const line = (results: string, ...more: string[]): string[] => [
  ...['bench', 'few-shot', '--methods', 'zeroShot,coOp', ...small, '--shots', '1'],
  ...['--backend', 'wasm', '--results', at(results), ...more],
];

test('every protocol has a name on the command line, and the help tells what it measures', async () => {
  expect(Object.values(protocolNames).map(({ protocol }) => protocol)).toEqual(Object.keys(protocolPlans));
  const { out } = await dsra(['bench', '--help']);
  for (const [name, { about }] of Object.entries(protocolNames)) {
    expect(out).toMatch(new RegExp(`^  ${name} +${about.replaceAll(/[().]/gu, '\\$&')}$`, 'mu'));
  }
});

test('--dry-run tells the cells without computing any, and how much there is to do', async () => {
  const { code, out } = await dsra(line('dry', '--dry-run'));
  const words = ['fewShot embedded/textures zeroShot', 'fewShot embedded/textures coOp, 1 shot, seed 1'];
  const rest = '2 cells: 0 known, 2 to compute in 2 trainings';
  expect([code, out]).toEqual([0, [...words, rest, ''].join('\n')]);
  expect(await readdir(folder)).toEqual([]);
});

test('--dry-run knows what is in the results folder, and which data sets are missing', async () => {
  const results = openResults(at('begun'));
  const asked = [
    'bench',
    'few-shot',
    '--methods',
    'zeroShot',
    '--data-sets',
    'embedded/textures,dtd,euroSat',
  ];
  const dry = (...more: string[]) =>
    dsra([...asked, '--results', at('begun'), '--root', at('nowhere'), '--dry-run', ...more]);
  const { cells } = JSON.parse((await dry('--json')).out) as { cells: Cell[] };
  await results.write(madeUp(cells[0]!).record);
  await results.write(failed(cells[1]!, 'no memory').record);
  const { out } = await dry();
  // Of what is failed and not tried again nothing is needed.
  expect(out).toMatch(
    /\nmissing: EuroSAT: ….nowhere.eurosat is not there: .*\n3 cells: 2 known, 1 to compute in 1 training\n$/u,
  );
  expect(out).not.toContain('missing: DTD');
  const again = JSON.parse((await dry('--json', '--retry-failed')).out) as object;
  expect(again).toMatchObject({ known: 1, trainings: 2, missingDataSets: ['dtd', 'euroSat'] });
  const queued = JSON.parse((await dry('--json', '--queue', 'redis://nowhere')).out) as object;
  expect(queued).toMatchObject({ known: 2, missingDataSets: [] });
  expect(await readdir(at('begun'))).toEqual(['cells']);
});

test('what is there needs no pictures; every data set that is missing is told', async () => {
  const asked = [
    'bench',
    'few-shot',
    '--methods',
    'zeroShot',
    '--root',
    at('nowhere'),
    '--results',
    at('other'),
  ];
  const sets = (names: string) => dsra([...asked, '--data-sets', names]);
  const plan = await dsra([...asked, '--data-sets', 'dtd', '--dry-run', '--json']);
  const { cells } = JSON.parse(plan.out) as { cells: Cell[] };
  await openResults(at('other')).write(madeUp(cells[0]!).record);
  expect(await sets('dtd')).toMatchObject({ code: 0, err: '1 cell: 1 known, 0 to compute in 0 trainings\n' });
  const { code, err } = await sets('dtd,euroSat,ucf101');
  expect(code).toBe(2);
  expect(err).toMatch(
    /^error: EuroSAT: .*; UCF101: .*; `dsra datasets check ….nowhere euroSat ucf101` tells everything/u,
  );
});

test('the first Ctrl-C stops; the same line goes on, and a third time there is nothing to do', async () => {
  const io = memoryIo();
  const pressed = { ...io, onInterrupt: pressingWhen(() => io.err().includes('[1/2]')) };
  const stopped = await dsra(line('one', '--epochs', '500'), pressed);
  expect(stopped.code).toBe(130);
  expect(stopped.err).toMatch(
    /\ninterrupted; finished cells are in ….one; to go on: dsra bench few-shot .*\n$/u,
  );
  expect((await openResults(at('one')).records()).size).toBe(1);
  const first = await dsra(line('one'));
  expect(first.code).toBe(0);
  // Zero-shot is the same cell however long others are trained.
  expect(first.err).toContain('2 cells: 1 known, 1 to compute in 1 training\n');
  expect(first.out).toMatch(/\nembedded\/textures +coOp +1 +\d+\.\d +\d+\.\d +1\n/u);
  expect(first.out).toMatch(/\n2 cells in ….one; tables and figures: dsra report ….one\n$/u);
  const again = await dsra(line('one'));
  expect(again.err).toBe('2 cells: 2 known, 0 to compute in 0 trainings\n');
  expect(again.out).toBe(first.out);
});

test('--json gives the records; --embeddings keeps features', async () => {
  const { code, out } = await dsra(line('json', '--json', '--embeddings'));
  expect(code).toBe(0);
  const { cells } = JSON.parse(out) as { cells: { file: string; id: string; status: string }[] };
  const asked = await openResults(at('json')).grid();
  expect(cells.map(({ file }) => file)).toEqual(asked.map((cell) => `cells/${cellId(cell)}.json`));
  expect(await openResults(at('json')).embeddings(cells[1]!.id)).toBeDefined();
});

test('failed cells: everything else is there, the exit code says it', async () => {
  // One class of this method's prompts would be longer than the model reads.
  const asked = ['bench', 'rank', '--methods', 'dsra', ...small, '--shots', '1', '--ranks', '2,4000'];
  const { code, out, err } = await dsra([...asked, '--backend', 'wasm', '--results', at('failed')]);
  expect(code).toBe(2);
  expect(out).toMatch(
    /dsra \(rank 2\).*[^]*failed: rank embedded\/textures dsra \(rank 4000\), 1 shot, seed 1: /u,
  );
  expect(err).toMatch(/error: 1 cell failed: see ….failed; --retry-failed computes them again\n$/u);
});

test.each<[string, string[], string]>([
  ['protocol', ['few'], 'Allowed choices are few-shot, base-to-new, domain-generalisation'],
  ['method', ['few-shot', '--methods', 'coprompt'], 'there is no method "coprompt"'],
  ['data set', ['few-shot', '--data-sets', 'mnist'], 'there is no data set "mnist"'],
  ['number', ['few-shot', '--shots', '1,x'], 'It must be a whole number of at least 1.'],
  ['same number twice', ['few-shot', '--seeds', '1,1'], 'It must name each number once.'],
  ['cell', ['rank', '--methods', 'coOp'], 'this asks for no cell'],
  ['pictures', ['few-shot', '--data-sets', 'oxfordPets', '--root', '/nowhere'], 'OxfordPets: '],
  ['queue', ['few-shot', '--queue', 'localhost'], 'takes an address such as redis://localhost:6379'],
])('a wrong %s gets one line and exit code 2', async (_, argv, message) => {
  const { code, out, err } = await dsra(['bench', ...argv, '--results', at('wrong')]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^error: [^\n]+\n$/u);
  expect(err).toContain(message);
});

/** Presses Ctrl-C as soon as something is so. */
function pressingWhen(what: () => boolean): MemoryIo['onInterrupt'] {
  return (listener) => {
    const timer = setInterval(() => {
      if (what()) listener();
    }, 1);
    return () => {
      clearInterval(timer);
    };
  };
}
