import { afterEach, expect, test } from '@jest/globals';
import { isDsraError } from '@dsra/core';
import { z } from 'zod';
import { type LineProcess, startLineProcess } from './lineProcess';

const answer = z.object({ n: z.number() });
const started: LineProcess<{ n: number }>[] = [];
const run = async (script: string, program = process.execPath) => {
  const child = await startLineProcess({ name: 'It', program, args: ['-e', script], hello: answer });
  started.push(child);
  return child;
};
afterEach(async () => {
  for (const child of started.splice(0)) await child.stop();
});

const ready = 'console.log(JSON.stringify({ n: process.pid }));';
const onLine = (what: string) => `${ready} process.stdin.on('data', () => { ${what} });`;
const failureOf = (failing: Promise<unknown>) =>
  failing.then(
    () => undefined,
    (error: unknown) => (isDsraError(error) ? error.message : error),
  );

test('a child that is killed is told with the signal, and what it said last', async () => {
  const silent = await run(onLine(`process.kill(process.pid, 'SIGKILL')`));
  expect(await failureOf(silent.ask('x', answer))).toBe('It ended before it answered: killed by SIGKILL');
  const loud = await run(
    onLine(`process.stderr.write('low\\n', () => process.kill(process.pid, 'SIGKILL'))`),
  );
  expect(await failureOf(loud.ask('x', answer))).toBe('It ended before it answered: killed by SIGKILL: low');
});

test('a child that ends without a word, and one that is not there', async () => {
  expect(await failureOf(run(''))).toBe('It ended before it answered: it said nothing');
  expect(await failureOf(run('', '/no/such/program'))).toMatch(
    /^It ended before it answered: spawn .*ENOENT$/,
  );
});

test('a line that is no answer is told in one line', async () => {
  const stray = await run(onLine(`console.log('warning: low memory')`));
  expect(await failureOf(stray.ask('x', answer))).toBe(
    'It said something else than an answer: warning: low memory',
  );
  const other = await run(onLine(`console.log('{"m": 1}')`));
  expect(await failureOf(other.ask('x', answer))).toBe('It said something else than an answer: {"m": 1}');
});

test('a stopped child is gone', async () => {
  const child = await run(`${ready} process.stdin.resume().on('end', () => setTimeout(() => {}, 300));`);
  const alive = () => {
    try {
      return process.kill(child.hello.n, 0);
    } catch {
      return false;
    }
  };
  expect(alive()).toBe(true);
  await child.stop();
  expect(alive()).toBe(false);
});
