import { expect, test } from '@jest/globals';
import { memoryIo } from '../terminal/memoryIo';
import { benchEmbedded } from './benchEmbedded';
import type { FewShotResult } from './fewShot';

const result = (task: string, seed: number, zeroShot: number, tuned: number, mergeDifference = 1e-6) =>
  ({
    task,
    role: 'few-shot',
    seed,
    classes: 4,
    zeroShot,
    tuned,
    merged: tuned,
    mergeDifference,
    trainSeconds: 1,
  }) satisfies FewShotResult;

async function bench(args: string[], ...results: FewShotResult[]) {
  const io = memoryIo();
  const code = await benchEmbedded(args, io, () => Promise.resolve(results));
  return { code, out: io.out(), err: io.err() };
}

test.each<[string[], string]>([
  [['--nope'], "Unknown option '--nope'"],
  [['--backend', 'foo'], 'there is no backend "foo"; there are: auto, tensorflow'],
  [['--shots', 'x'], '--shots takes whole numbers from 1 on, not "x"'],
  [['--seeds', '1,,2'], '--seeds takes whole numbers from 0 on, not ""'],
])('%s gets one line and exit code 2', async (args, message) => {
  const { code, out, err } = await bench(args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^error: [^\n]+\n$/);
  expect(err).toContain(message);
});

const good = [result('a', 1, 0.5, 0.48), result('a', 2, 0.5, 0.6), result('b', 1, 0.5, 0.8)];

test('a table, or JSON', async () => {
  expect((await bench([], ...good)).out).toMatch(/a .* 50\.0 +54\.0 [^]*mean .* 50\.0 +67\.0 /);
  expect(JSON.parse((await bench(['--json'], ...good)).out)).toHaveLength(3);
});

test('--check passes when every task gains in the mean over its seeds, and all of them enough', async () => {
  expect(await bench(['--check'], ...good)).toMatchObject({ code: 0, err: '' });
});

test.each<[string, FewShotResult[], string]>([
  [
    'a task that loses',
    [result('a', 1, 0.5, 0.5), result('b', 1, 0.1, 0.9)],
    'a: DsRA 50.0 %, zero-shot 50.0 %',
  ],
  ['too little', [result('a', 1, 0.5, 0.55)], 'the mean gain is 5.0 points, less than 10.0 points'],
  ['an inexact merge', [result('a', 1, 0.5, 0.9, 2e-4)], 'merging changes probabilities by 2.0e-4'],
  ['no number', [result('a', 1, 0.5, 0.9, NaN)], 'merging changes probabilities by NaN'],
])('--check fails with %s', async (_, results, message) => {
  const { code, err } = await bench(['--check'], ...results);
  expect([code, err]).toEqual([1, expect.stringContaining(`falls short: ${message}`)]);
  expect((await bench([], ...results)).code).toBe(0);
});
