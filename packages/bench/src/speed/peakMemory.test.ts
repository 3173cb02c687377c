import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { transformSync } from '@swc/core';
import { peakMemory } from './peakMemory';

test('is at least what is resident', () => {
  expect(peakMemory()).toBeGreaterThanOrEqual(0.9 * process.memoryUsage.rss());
});

(process.platform === 'linux' ? test : test.skip)('of a child is its own, whatever its parent’s is', () => {
  const fat = Buffer.alloc(500 * 2 ** 20, 1);
  const source = readFileSync(new URL('./peakMemory.ts', import.meta.url), 'utf8');
  const { code } = transformSync(source, { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } });
  const args = ['--input-type=module', '--eval', `${code}\nconsole.log(peakMemory());`];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(Number(stdout)).toBeGreaterThan(10 * 2 ** 20);
  expect(Number(stdout)).toBeLessThan(fat.length);
});
