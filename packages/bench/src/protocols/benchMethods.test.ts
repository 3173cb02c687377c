import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { methodTable } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { memoryIo } from '../terminal/memoryIo';
import { benchMethods } from './benchMethods';
import type { MethodResult } from './methodCell';
import { contestants } from './methodGrid';
import { methodRows, methodsTable } from './methodsTable';
import { splitClasses } from './splitClasses';
import { tasks } from '../world/tasks/tasks';

jest.setTimeout(60_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dsra-methods-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function bench(...args: string[]) {
  const io = memoryIo();
  const code = await benchMethods(args, io);
  return { code, out: io.out(), err: io.err() };
}

const result = (more: Partial<MethodResult>) =>
  ({
    ...{ method: 'coOp', withDsra: false, task: 'a', seed: 1, shots: 16, testPerClass: 50 },
    ...{ parameters: 10, secondsPerStep: 0.02 },
    ...more,
  }) as MethodResult;
const fewShot = (task: string, seed: number, accuracy: number) =>
  result({ protocol: 'fewShot', task, seed, accuracy, zeroShot: 0.5 });
const halves = (task: string, base: number, other: number | null) =>
  result({ protocol: 'baseToNew', task, base, new: other, zeroShotBase: 0.6, zeroShotNew: 0.4 });

test('every trained method of the table takes part, alone and with DsRA', () => {
  const names = contestants.map(({ method, withDsra }) => `${method} ${withDsra}`);
  expect(new Set(names).size).toBe(names.length);
  const trained = Object.entries(methodTable).filter(
    ([name, { settings }]) => settings && !/dsra/i.test(name),
  );
  for (const [name] of trained)
    expect(names).toEqual(expect.arrayContaining([`${name} true`, `${name} false`]));
  expect(names).toHaveLength(2 * trained.length + 1);
});

test('a task counts once, whatever its seeds; the harmonic mean is that of the means', () => {
  const results = [
    ...[fewShot('a', 1, 0.6), fewShot('a', 2, 0.8), fewShot('b', 1, 0.9), fewShot('b', 2, 0.9)],
    ...[halves('a', 0.9, 0.3), halves('b', 0.7, 0.5)],
  ];
  const [zero, coOp] = methodRows(results, contestants);
  expect(zero).toMatchObject({
    name: 'zero-shot',
    fewShot: 0.5,
    base: 0.6,
    new: 0.4,
    harmonicMean: expect.closeTo(0.48),
  });
  expect(coOp).toMatchObject({
    byTask: { a: expect.closeTo(0.7), b: expect.closeTo(0.9) },
    fewShot: expect.closeTo(0.8),
    deviation: expect.closeTo(Math.sqrt(0.005)),
    base: expect.closeTo(0.8),
    new: expect.closeTo(0.4),
    harmonicMean: expect.closeTo((2 * 0.8 * 0.4) / 1.2),
  });
  expect(methodsTable([zero!, coOp!])[2]).toMatch(
    /^coOp +10 +20\.0 +70\.0 +90\.0 +80\.0 +7\.1 +80\.0 +40\.0 +53\.3$/,
  );
});

test('a method that fits no other classes has no harmonic mean', () => {
  const [, coOp] = methodRows([fewShot('a', 1, 0.6), halves('a', 0.9, null)], contestants);
  expect(coOp).toMatchObject({ base: 0.9, new: undefined, harmonicMean: undefined });
});

test('trains, keeps the results, and computes nothing twice, but for results with other settings', async () => {
  const before = tf.memory().numTensors;
  const out = path.join(folder, 'results.json');
  const small = ['--tasks', 'objects', '--methods', 'dsra', '--shots', '1', '--test', '1', '--seeds', '3'];
  const args = [...small, '--epochs', '1', '--threads', '1', '--out', out];
  const first = await bench(...args);
  expect(first.code).toBe(0);
  expect(first.err).toContain('2 of 2: objects dsra with DsRA, seed 3: base ');
  const kept = await readFile(out, 'utf8');
  const results = JSON.parse(kept) as MethodResult[];
  expect(results.map(({ protocol }) => protocol)).toEqual(['fewShot', 'baseToNew']);
  const second = await bench(...args);
  expect(second).toEqual({ code: 0, out: first.out, err: '' });
  expect(await readFile(out, 'utf8')).toBe(kept);

  const third = await bench(...args, '--validation');
  expect(third.err).toContain('2 of 2: objects dsra with DsRA, seed 3: base ');
  expect(JSON.parse(await readFile(out, 'utf8'))).toHaveLength(4);
  expect(tf.memory().numTensors).toBe(before);
});

test.each<[string[], string]>([
  [['--nope'], "Unknown option '--nope'"],
  [['--tasks', 'cats'], 'there is no task "cats"; there are: objects, '],
  [['--methods', 'coopp'], 'there is no method "coopp"; there are: zeroShot, coOp'],
  [['--methods', 'dsraPromptSrc'], 'dsraPromptSrc has no row of its own in this table; there are: coOp'],
  [['--seeds', '1,x'], '--seeds takes whole numbers from 0 on, not "x"'],
])('%s gets one line and exit code 2', async (args, message) => {
  const { code, out, err } = await bench(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^error: [^\n]+\n$/);
  expect(err).toContain(message);
});

test('validation pictures are no test pictures and no training pictures', () => {
  const [task] = tasks;
  const drawn = (validation: boolean) =>
    splitClasses(task!, { shots: 1, testPerClass: 1, seed: 1, validation }).all;
  const pixels = (pictures: readonly { image: { data: Uint8Array } }[]) =>
    pictures.map(({ image }) => image.data.join());
  const [chosenBy, judgedBy] = [drawn(true), drawn(false)];
  expect(chosenBy.examples).toEqual(judgedBy.examples);
  const seen = [...pixels(judgedBy.test), ...pixels(judgedBy.examples)];
  for (const picture of pixels(chosenBy.test)) expect(seen).not.toContain(picture);
});

test('a file of something else is refused and left as it is', async () => {
  const file = path.join(folder, 'else.json');
  await writeFile(file, '[{"method":"coOp"}]');
  const { code, err } = await bench('--out', file);
  expect([code, err]).toEqual([2, `error: ${file} holds no results of this command: name another file\n`]);
  expect(await readFile(file, 'utf8')).toBe('[{"method":"coOp"}]');
});
