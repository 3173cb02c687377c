import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DsraError, isDsraError } from '@dsra/core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import { byCodePoint } from './classNames';
import { readPictureSet } from './readPictureSet';
import { loadShots } from './loadShots';
import { measureAccuracy } from './measureAccuracy';
import type { PictureReader } from './pictureReader';
import { takeShots } from './takeShots';

let root: string;
let png: Buffer;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'dsra-data-'));
  png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
});
afterAll(() => rm(root, { recursive: true }));

/** A new folder with these files; `null` stands for a picture. */
async function folder(files: Record<string, string | null>): Promise<string> {
  const base = await mkdtemp(path.join(root, 'set-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(base, name)), { recursive: true });
    await writeFile(path.join(base, name), content ?? png);
  }
  return base;
}

/** The message of a refusal, in which the test's folder reads `*`. */
async function refusal(source: string, options?: { strict: boolean }): Promise<string> {
  const thrown: unknown = await readPictureSet(source, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isDsraError(thrown)) throw new Error(`no DsraError: ${String(thrown)}`);
  expect(thrown.message).not.toContain('\n');
  return thrown.message.replaceAll(path.dirname(source) + path.sep, '').replaceAll(/set-\w+/g, '*');
}

const two = { 'cat/1.png': null, 'dog/1.png': null };

describe('a folder with one sub-folder per class', () => {
  test('gives cleaned names and labels in the order of the folders', async () => {
    const base = await folder({ 'tabby_cat/b.png': null, 'tabby_cat/a.png': null, 'Zebra/1.png': null });
    const set = await readPictureSet(base);
    expect(set.classNames).toEqual(['Zebra', 'tabby cat']);
    expect(set.train.map(({ path: file, label }) => [path.relative(base, file), label])).toEqual([
      ['Zebra/1.png', 0],
      ['tabby_cat/a.png', 1],
      ['tabby_cat/b.png', 1],
    ]);
    expect(set.test).toEqual([]);
  });

  test('is read as train, val and test when that is what it holds', async () => {
    const base = await folder({
      'train/cat/1.png': null,
      'train/dog/1.png': null,
      'valid/cat/2.png': null,
      'test/dog/3.png': null,
    });
    const set = await readPictureSet(base);
    expect([set.train.length, set.val.length, set.test.map(({ label }) => label)]).toEqual([2, 1, [1]]);
  });

  test('is tested on val when that is all that was set aside', async () => {
    const base = await folder({ 'train/cat/1.png': null, 'train/dog/1.png': null, 'val/dog/2.png': null });
    const set = await readPictureSet(base);
    expect(set.classNames).toEqual(['cat', 'dog']);
    expect([set.val, set.test.map(({ path: file }) => path.relative(base, file))]).toEqual([
      [],
      ['val/dog/2.png'],
    ]);
  });

  test('may have classes called train and test, as long as something else is beside them', async () => {
    const set = await readPictureSet(
      await folder({ 'train/1.png': null, 'test/1.png': null, 'bus/1.png': null }),
    );
    expect(set.classNames).toEqual(['bus', 'test', 'train']);
  });

  test('may hold other files: they are counted, hidden ones are not', async () => {
    const files = {
      ...two,
      'cat/note.txt': 'x',
      'README.md': 'x',
      'dog/more/2.png': null,
      'dog/.hidden': 'x',
    };
    const base = await folder(files);
    const set = await readPictureSet(base);
    expect(set.skipped.map((file) => [path.relative(base, file.path), file.reason])).toEqual([
      ['README.md', 'not a file in a class folder'],
      ['dog/more', 'not a file in a class folder'],
      ['cat/note.txt', 'not a picture'],
    ]);
    expect(await refusal(base, { strict: true })).toContain('3 of its files cannot be used: */README.md');
  });

  test('may hold links', async () => {
    const base = await folder(two);
    await symlink(path.join(base, 'dog'), path.join(base, 'wolf'));
    expect((await readPictureSet(base)).classNames).toEqual(['cat', 'dog', 'wolf']);
  });

  test('may not hold what the system does not open: that is no verdict about a picture', async () => {
    const base = await folder(two);
    const loop = path.join(base, 'dog', 'loop.png');
    await symlink(loop, loop);
    await expect(readPictureSet(base)).rejects.toMatchObject({ code: 'ELOOP', path: loop });
  });

  test.each<[string, Record<string, string | null>, string]>([
    ['no class', {}, '* has no class: it takes at least two'],
    ['one class', { 'cat/1.png': null }, '* has only one class, "cat": it takes at least two'],
    ['an empty class', { ...two, 'emu/.keep': '' }, '*: no training picture of "emu"'],
    ['a class of other files', { ...two, 'emu/1.txt': 'x' }, '*: no training picture of "emu"'],
    [
      'twins',
      { ...two, 'Tabby_cat/1.png': null, 'tabby cat/1.png': null },
      '"Tabby_cat", "tabby cat" are one class name',
    ],
    ['a nameless class', { ...two, '__/1.png': null }, '"__" is no class name'],
    [
      'a class without training pictures',
      { 'train/a/1.png': null, 'train/b/1.png': null, 'test/c/1.png': null },
      'classes without training pictures: c',
    ],
  ])('is refused with %s', async (_, files, message) => {
    expect(await refusal(await folder(files))).toContain(message);
  });

  test('must exist', async () => {
    expect(await refusal(path.join(root, 'nowhere'))).toBe('nowhere: no such folder or manifest');
    const base = await folder({ 'a.txt': 'x' });
    expect(await refusal(path.join(base, 'a.txt'))).toContain(
      'expected a folder with one sub-folder per class',
    );
  });
});

describe('a manifest', () => {
  const files = { 'p/1.png': null, 'p/2, "two".png': null, 'p/3.png': null };
  const csv =
    '\uFEFFpath,label,split\r\np/1.png,tabby_cat,train\r\n"p/2, ""two"".png",dog,train\r\n\r\np/3.png,dog,test\r\n';
  const json = JSON.stringify([
    { path: 'p/1.png', label: 'tabby_cat', split: 'train' },
    { path: 'p/2, "two".png', label: 'dog', split: 'train' },
    { path: 'p/3.png', label: 'dog', split: 'test' },
  ]);

  test.each([
    ['csv', csv],
    ['json', json],
  ])('in %s names pictures, classes and splits', async (extension, text) => {
    const base = await folder({ ...files, [`m.${extension}`]: text });
    const set = await readPictureSet(path.join(base, `m.${extension}`));
    expect(set.classNames).toEqual(['dog', 'tabby cat']);
    expect(set.train.map(({ path: file, label }) => [path.basename(file), label])).toEqual([
      ['1.png', 1],
      ['2, "two".png', 0],
    ]);
    expect(set.test.map(({ path: file }) => path.basename(file))).toEqual(['3.png']);
  });

  test.each<[string, string, string, string]>([
    [
      'a wrong header',
      'csv',
      'file,label\np/1.png,a',
      'm.csv: the first line must name the columns path,label[,split]; it has file, label',
    ],
    ['a repeated column', 'csv', 'path,label,label\np/1.png,a,a', 'it has path, label, label'],
    ['nothing in it', 'csv', '', 'it has nothing'],
    ['a ragged line', 'csv', 'path,label\np/1.png', 'm.csv: not CSV: Invalid Record Length'],
    ['an open quote', 'csv', 'path,label\n"p/1.png,a', 'm.csv: not CSV: Quote Not Closed'],
    ['an empty label', 'csv', 'path,label\np/1.png,a\np/3.png,', 'm.csv, line 3: "label" is empty'],
    [
      'an unknown split',
      'csv',
      'path,label,split\np/1.png,a,dev',
      'm.csv, line 2: "split" must be one of train, val, test',
    ],
    [
      'a path out of its folder',
      'csv',
      'path,label\n../../etc/passwd,a',
      'm.csv, line 2: "../../etc/passwd" leads out',
    ],
    ['an absolute path', 'csv', 'path,label\n/etc/passwd,a', 'm.csv, line 2: "/etc/passwd" leads out'],
    ['a picture twice', 'csv', 'path,label\np/1.png,a\n./p/1.png,b', 'named twice, in line 2 and in line 3'],
    ['a missing picture', 'csv', 'path,label\np/1.png,a\np/9.png,b', 'pictures that do not exist: p/9.png'],
    ['one class', 'csv', 'path,label\np/1.png,a\np/3.png,a', 'only one class, "a"'],
    ['no JSON', 'json', '[', 'm.json: not JSON'],
    ['no list', 'json', '{}', 'm.json: expected a JSON list'],
    [
      'a number for a label',
      'json',
      '[{"path":"p/1.png","label":3}]',
      'm.json, entry 1: "label" must be the class name',
    ],
    [
      'an unknown key',
      'json',
      '[{"path":"p/1.png","label":"a","x":1}]',
      'm.json, entry 1: Unrecognized key: "x"',
    ],
    [
      'a split for some',
      'json',
      '[{"path":"p/1.png","label":"a","split":"test"},{"path":"p/3.png","label":"b"}]',
      '"split" is missing in entry 2, but not elsewhere',
    ],
  ])('is refused with %s', async (_, extension, text, message) => {
    const base = await folder({ ...files, [`m.${extension}`]: text });
    expect(await refusal(path.join(base, `m.${extension}`))).toContain(message);
  });
});

describe('shots of a set', () => {
  const some = { 'a/1.png': null, 'a/2.png': null, 'a/3.png': null, 'b/1.png': null, 'b/2.png': null };

  test('leave the other pictures for testing', async () => {
    const set = await readPictureSet(await folder(some));
    const { train, test: rest } = takeShots(set, { shots: 2, seed: 1 });
    expect([train.length, rest.length]).toEqual([4, 1]);
    expect(new Set([...train, ...rest].map(({ path: file }) => file)).size).toBe(5);
  });

  test('cannot be more than there are, unless allowed', async () => {
    const set = await readPictureSet(await folder(some));
    expect(() => takeShots(set, { shots: 3, seed: 1 })).toThrow(
      'fewer pictures than 3 shots: b has 2: add pictures, ask for --shots 2, or pass --allow-fewer',
    );
    expect(takeShots(set, { shots: 3, seed: 1, allowFewer: true }).train).toHaveLength(5);
  });
});

describe('pictures that cannot be read', () => {
  const pictures = ['a', 'b'].map((name, label) => ({ path: name, label }));
  const classNames = ['cat', 'dog'];
  const tuned = {
    classNames,
    predict: (images: unknown) =>
      Promise.resolve((images as unknown[]).map(() => ({ label: 'cat', probability: 1, probabilities: [] }))),
  } as unknown as Parameters<typeof measureAccuracy>[0];
  const image = { width: 1, height: 1, data: new Uint8Array(3) };
  const failing = (error: Error, ...files: string[]): PictureReader => ({
    read: (file) => (files.includes(file) ? Promise.reject(error) : Promise.resolve(image)),
  });
  const broken = new DsraError('badFile', 'breaks off');

  test('are left out of an accuracy, unless it is strict or nothing is left', async () => {
    const reader = failing(broken, 'b');
    expect(await measureAccuracy(tuned, pictures, { reader })).toMatchObject({
      accuracy: 1,
      pictures: 1,
      skipped: [{ path: 'b' }],
    });
    const refused = { code: 'badFile', message: 'pictures that break off: b' };
    await expect(measureAccuracy(tuned, pictures, { reader, strict: true })).rejects.toMatchObject(refused);
    const all = { reader: failing(broken, 'a', 'b') };
    await expect(measureAccuracy(tuned, pictures, all)).rejects.toMatchObject({ code: 'badFile' });
  });

  test('because of the system are no broken pictures', async () => {
    const reader = failing(Object.assign(new Error('EMFILE'), { code: 'EMFILE' }), 'b');
    const set = { root, classNames, train: pictures, val: [], test: [], skipped: [] };
    await expect(measureAccuracy(tuned, pictures, { reader })).rejects.toThrow('EMFILE');
    await expect(loadShots(set, { reader, seed: 1 })).rejects.toThrow('EMFILE');
  });
});

test('class names are ordered by code point, as Python does', () => {
  expect(['ab', 'a', '\u{1F600}', '\uFF5E', 'Z'].sort(byCodePoint)).toEqual([
    'Z',
    'a',
    'ab',
    '\uFF5E',
    '\u{1F600}',
  ]);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(byCodePoint(a, b))).toBe(-Math.sign(byCodePoint(b, a)) + 0);
      expect(byCodePoint(a, b) === 0).toBe(a === b);
    }),
  );
});
