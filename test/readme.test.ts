/** What the README shows is run: its shell lines and its code, one after the other, in a folder of their own. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { memoryIo, run } from '@dsra/bench';

jest.setTimeout(120_000);

const root = process.cwd();
const readme = readFileSync('README.md', 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, code]) => code!);
const shellLines = blocks('sh').flatMap((block) => block.trim().split('\n'));
const [program] = blocks('js');
const [page] = blocks('ts');
const [refused] = blocks('console');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dsra-readme-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(root);
  rmSync(folder, { recursive: true });
});

/** The words of a line of the README, `*` spelled out as a shell would. */
function wordsOf(line: string): string[] {
  const words = line.replace(/^npx dsra /, '').split(' ');
  return words.flatMap((word) => (word.includes('*') ? spelledOut(word) : [word]));
}

function spelledOut(pattern: string): string[] {
  const [before, after] = pattern.split('/*/') as [string, string];
  return readdirSync(before).map((name) => path.join(before, name, after));
}

/** Less of the same: a test has no time for good accuracy. */
const quick: Readonly<Record<string, readonly string[]>> = {
  draw: ['--per-class', '18'],
  fit: ['--epochs', '1'],
};

test.each(shellLines)('%s', async (line) => {
  const io = memoryIo();
  const words = wordsOf(line);
  const code = await run([...words, ...(quick[words[0]!] ?? [])], io);
  expect([code, io.err()]).toEqual([0, expect.not.stringContaining('error')]);
});

test('the code', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const file = path.join(root, '.tmp/readme.mjs');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, program!);
  await import(file).finally(() => {
    log.mockRestore();
    rmSync(file);
  });
  expect(existsSync('in-code-adapter/adapter_model.safetensors')).toBe(true);
  expect(existsSync('in-code-clip/config.json')).toBe(true);
});

test('the code of the page is right by its types, and every class has its own input', () => {
  const home = path.join(root, '.tmp/readme-page');
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(home, 'page.ts'), page!);
  const config = { extends: '../../tsconfig.json', include: ['page.ts'] };
  writeFileSync(path.join(home, 'tsconfig.json'), JSON.stringify(config));
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', home], { encoding: 'utf8' });
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout, { cause: error });
  } finally {
    rmSync(home, { recursive: true });
  }
  expect(page).toContain('document.getElementById(label)');
});

test('the refusal', async () => {
  const [typed, said] = refused!.trim().split('\n') as [string, string];
  const io = memoryIo();
  expect(await run(wordsOf(typed.replace('$ ', '')), io)).toBe(2);
  const plain = (text: string): string => text.replace(/\d+/g, '#');
  for (const part of said.split(', …')) expect(plain(io.err())).toContain(plain(part));
});

test('its links lead somewhere', () => {
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!);
  for (const link of links) expect([link, existsSync(path.join(root, link))]).toEqual([link, true]);
});
