/** What docs/architecture.md promises about the shape of this package. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { methodTable } from './methods/table';

/** The TypeScript files of a package, with the path from its root. */
const filesOf = (name: string): string[] =>
  readdirSync(join('packages', name, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join('packages', name, 'src', path));

const read = (path: string): string => readFileSync(path, 'utf8');
const lines = (path: string): number => read(path).trimEnd().split('\n').length;
const isTest = (path: string): boolean => path.endsWith('.test.ts');
const prompts = filesOf('prompts');
const methods = prompts.filter((path) => path.includes('/methods/') && !isTest(path));

test('no file of this package, tests among them, has more than 200 lines', () => {
  expect(prompts.length).toBeGreaterThan(100);
  expect(prompts.filter((path) => lines(path) > 200)).toEqual([]);
});

test('a method is a short file: half of them have fewer than 80 lines', () => {
  const shared = ['table.ts', 'entry.ts', 'options.ts'];
  const sizes = methods
    .filter((path) => !shared.includes(basename(path)))
    .map(lines)
    .sort((a, b) => a - b);
  expect(sizes).toHaveLength(Object.keys(methodTable).length);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(80);
});

/** The sources in which one of the table's names stands in quotes: `file: name`. */
function quoted(paths: readonly string[]): string[] {
  const names = new RegExp(`(['"\`])(${Object.keys(methodTable).join('|')})\\1`, 'g');
  return paths.flatMap((path) => {
    const found = new Set([...read(path).matchAll(names)].map(([, , name]) => name!));
    return [...found].map((name) => `${path}: ${name}`);
  });
}

test('a method’s name stands in quotes in its own file alone, where it becomes the recipe', () => {
  const own = Object.keys(methodTable).map((name) => `packages/prompts/src/methods/${name}.ts: ${name}`);
  expect(quoted(prompts.filter((path) => !isTest(path))).sort()).toEqual(own.sort());
});

test('packages that methods stand on know no names of methods', () => {
  const sources = ['clip', 'core', 'runtime'].flatMap(filesOf).filter((path) => !isTest(path));
  expect(sources.length).toBeGreaterThan(100);
  // The name of the library is also that of its files' format.
  expect(quoted(sources).filter((place) => !place.endsWith(': dsra'))).toEqual([]);
});

test('no source anywhere decides by a method’s name', () => {
  const sources = ['bench', 'clip', 'core', 'prompts', 'runtime'].flatMap(filesOf);
  const names = Object.keys(methodTable).join('|');
  const decision = new RegExp(
    `(?:[!=]==?|\\bcase|\\.(?:includes|startsWith|endsWith)\\()\\s*(['"\`])(?:${names})\\1|(['"\`])(?:${names})\\2\\s*[!=]==?`,
  );
  const deciding = sources
    .filter((path) => !isTest(path))
    .flatMap((path) =>
      read(path)
        .split('\n')
        .filter((line) => decision.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
  const format = /json\.format !== 'dsra'/;
  expect(deciding.filter((line) => !format.test(line))).toEqual([]);
});
