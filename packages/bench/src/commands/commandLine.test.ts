import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { memoryIo } from '../terminal/memoryIo';
import { run } from './run';
import { systemErrorLine } from './systemErrorLine';
import { bytes, positiveNumber, someOf, template, wholeNumber } from './values';

async function dsra(...argv: string[]) {
  const io = memoryIo();
  const code = await run(argv, io);
  return { code, out: io.out(), err: io.err() };
}

const commands = 'fit eval predict zero-shot merge methods info bench worker draw demo'.split(' ');

describe('help', () => {
  const asked = ['', '--help', ...commands.map((name) => `${name} --help`)];
  test.each(asked)('teaches with examples: dsra %s', async (line) => {
    const { code, out, err } = await dsra(...line.split(' ').filter(Boolean));
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Usage: dsra');
    expect(out).toContain('\nExamples:\n  # ');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  test('names every command, and every command takes --json', async () => {
    const { out } = await dsra('--help');
    for (const name of commands) {
      expect(out).toContain(`\n  ${name} `);
      expect((await dsra(name, '--help')).out).toContain('--json');
    }
  });

  test.each(['fit', 'info'])('tells the options of the methods beside it: dsra %s', async (command) => {
    const { code, out } = await dsra(command, '--method', 'PromptSRC', '--with', 'dsra', '--help');
    expect(code).toBe(0);
    expect(out.startsWith((await dsra(command, '--help')).out)).toBe(true);
    expect(out).toMatch(/^Options of promptSrc, as --set name=value:\n {2}textTokens +.*\(default: 4\)\n/mu);
    expect(out).toMatch(
      /^Options of dsra, as --set name=value:\n {2}rank +.*; takes a whole .* \(default: 50; 16 where /mu,
    );
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    expect((await dsra(command, '-h', '--with=vpt')).out).toContain('Options of vpt,');
  });

  test('of a method that there is not gets one line', async () => {
    for (const line of ['--method coprompt --help', '--help --with coprompt']) {
      const { code, out, err } = await dsra('fit', ...line.split(' '));
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^error: there is no method "coprompt"; there are: [^\n]+\n$/u);
    }
  });

  test("the version is the package's", async () => {
    const manifest = JSON.parse(readFileSync('packages/bench/package.json', 'utf8')) as { version: string };
    expect((await dsra('--version')).out).toBe(`${manifest.version}\n`);
  });
});

describe('a wrong command line gets one line and exit code 2', () => {
  test.each<[string, string[], string]>([
    ['unknown command', ['fitt'], "error: unknown command 'fitt' (Did you mean fit?)"],
    [
      'unknown option',
      ['fit', 'p', '--out', 'o', '--epoch', '3'],
      "unknown option '--epoch' (Did you mean --epochs?)",
    ],
    ['missing option', ['fit', 'p'], "error: required option '--out <folder>' not specified"],
    ['missing argument', ['predict', '--adapter', 'a'], "error: missing required argument 'picture'"],
    ['one argument too many', ['zero-shot', 'a', 'b'], 'too many arguments'],
    [
      'unknown backend',
      ['info', '--backend', 'gpu'],
      'Allowed choices are auto, tensorflow, webgpu, wasm, wasm-blas',
    ],
    ['no number', ['fit', 'p', '--out', 'o', '--shots', 'many'], 'It must be a whole number of at least 1.'],
    [
      'an adapter and another method',
      ['info', '--adapter', 'a', '--method', 'coOp'],
      "option '--adapter <folder>' cannot be used with option '--method <name>'",
    ],
    [
      'an adapter and an option of methods',
      ['info', '--adapter', 'a', '--rank', '2'],
      "cannot be used with option '--rank <k>'",
    ],
    ['no site', ['info', '--sites', 'mlp'], 'It must be one or more of attention, feedForward'],
    ['no setting', ['info', '--set', 'rank'], 'It must be name=value or method.name=value'],
    ['no names', ['info', '--with', 'dsra,'], 'It must be names, separated by commas'],
    ['no protocol', ['info', '--protocol', 'few'], 'Allowed choices are fewShot, baseToNew, crossDataset'],
    ['no template', ['zero-shot', 'p', '--template', 'a photo'], 'It must hold {} once'],
  ])('%s', async (_, argv, message) => {
    const { code, out, err } = await dsra(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toMatch(/^error: [^\n]+\n$/);
  });
});

describe('values', () => {
  test('are read or refused', () => {
    expect(wholeNumber(0)('0')).toBe(0);
    for (const text of ['', '-1', '1.5', '1e3', 'x', ' 1'])
      expect(() => wholeNumber(0)(text)).toThrow('whole number');
    expect(positiveNumber('2.7e-3')).toBe(0.0027);
    for (const text of ['0', '-1', 'NaN', 'Infinity', ''])
      expect(() => positiveNumber(text)).toThrow('above 0');
    expect(bytes('1.5 GB')).toBe(1.5 * 2 ** 30);
    for (const text of ['1', '0MB', 'GB', '-1GB']) expect(() => bytes(text)).toThrow('a size such as');
    expect(someOf(['a', 'b'])('b, a')).toEqual(['b', 'a']);
    for (const text of ['', 'a,a', 'c']) expect(() => someOf(['a', 'b'])(text)).toThrow('one or more of');
    expect(template('{} texture.')).toBe('{} texture.');
  });
});

test('what the system refuses is said in words; other errors are not taken for it', () => {
  expect(systemErrorLine({ code: 'ENOSPC', syscall: 'write' })).toBe('write: no space left on the disk');
  expect(systemErrorLine({ code: 'EROFS', path: '/a' })).toBe('/a: the file system is read-only');
  expect(systemErrorLine(new TypeError('x'))).toBeUndefined();
});
