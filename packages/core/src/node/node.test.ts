import { mkdir, mkdtemp, readFile, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { toFloat32 } from '../safetensors/toFloat32';
import { encodeSafetensors } from '../safetensors/write';
import {
  openSafetensors,
  readFolder,
  writeFilesAtomically,
  writeSafetensorsFile,
  type LazyTensor,
} from '../node';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dsra-core-'));
});
afterEach(() => rm(folder, { recursive: true }));

const all = async (): Promise<string[]> => (await readdir(folder, { recursive: true })).sort();
const text = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
const code = (name: string): unknown => expect.objectContaining({ code: name });

test('files appear together, also in nested folders, and replace what was there', async () => {
  await writeFilesAtomically(join(folder, 'new'), { 'a.txt': 'one', 'b/c.bin': new Uint8Array([1, 2]) });
  await writeFilesAtomically(join(folder, 'new'), { 'a.txt': 'two' });
  expect(await text('new/a.txt')).toBe('two');
  expect(await all()).toEqual(['new', 'new/a.txt', 'new/b', 'new/b/c.bin']);
});

test('when one file cannot be written, none changes and nothing is left behind', async () => {
  await writeFile(join(folder, 'a.txt'), 'old');
  await mkdir(join(folder, 'taken'));
  const before = await all();
  const files = { 'a.txt': 'new', 'deep/er/x.txt': 'new', taken: 'new' };
  const line = `cannot write ${join(folder, 'taken')}: it is a folder`;
  await expect(writeFilesAtomically(folder, files)).rejects.toThrow(line);
  await expect(writeFilesAtomically(folder, { 'b.txt': 'x', 'a.txt/b': 'x' })).rejects.toEqual(
    code('unwritable'),
  );
  expect(await all()).toEqual(before);
  expect(await text('a.txt')).toBe('old');
});

test('when one file cannot be put into its place, those before are put back', async () => {
  await writeFile(join(folder, 'a.txt'), 'old');
  const taken = join(folder, 'taken');
  const files = { 'a.txt': 'new', 'b.txt': 'new', taken: () => mkdir(taken).then(() => undefined) };
  await expect(writeFilesAtomically(folder, files)).rejects.toThrow(`cannot write ${taken}: it is a folder`);
  expect(await all()).toEqual(['a.txt', 'taken']);
  expect(await text('a.txt')).toBe('old');
});

test('a folder that cannot be made says why', async () => {
  await writeFile(join(folder, 'file'), '');
  const inside = join(folder, 'file', 'in', 'a file');
  await expect(writeFilesAtomically(inside, { a: '' })).rejects.toThrow(
    `cannot write ${inside}: a part of the path is a file`,
  );
});

// A file system that answers ENOENT though the parent is there: `mkdir` with `recursive` never returns from it.
(existsSync('/proc/self') ? test : test.skip)('a folder where none can be made is refused', async () => {
  await expect(writeFilesAtomically('/proc/dsra', { a: '' })).rejects.toEqual(code('unwritable'));
});

test.each(['../x', '/x', 'a/../../x', '.', ''])('the name %j lies outside and is refused', async (name) => {
  await expect(writeFilesAtomically(folder, { [name]: 'x' })).rejects.toEqual(code('badInput'));
  expect(await all()).toEqual([]);
});

test('a name may begin with dots', async () => {
  await writeFilesAtomically(folder, { '..a': 'x' });
  expect(await text('..a')).toBe('x');
});

test('a folder is read whole or by names; all missing names are told', async () => {
  await writeFilesAtomically(folder, { a: 'A', b: 'B', 'sub/c': 'C' });
  expect(Object.keys(await readFolder(folder)).sort()).toEqual(['a', 'b']);
  const files = await readFolder(folder, ['sub/c']);
  expect(new TextDecoder().decode(files['sub/c'])).toBe('C');
  await expect(readFolder(folder, ['x', 'a', 'y'])).rejects.toThrow(`${folder} has no x and no y`);
  await expect(readFolder(join(folder, 'none'))).rejects.toThrow('it does not exist');
  await expect(readFolder(join(folder, 'a'))).rejects.toEqual(code('badFile'));
  await expect(readFolder(folder, ['sub'])).rejects.toThrow('it is a folder');
});

const F32 = (name: string, values: number[]): LazyTensor => ({
  name,
  dtype: 'F32',
  shape: [values.length],
  bytes: () => Promise.resolve(new Uint8Array(Float32Array.from(values).buffer)),
});

test('a large file is written tensor by tensor and read tensor by tensor', async () => {
  const path = join(folder, 'deep', 'x.safetensors');
  await writeSafetensorsFile(path, [F32('b', [1, 2]), F32('a', [3])], { made: 'here' });
  const file = await openSafetensors(path);
  expect(file.names).toEqual(['b', 'a']);
  expect(file.metadata).toEqual({ made: 'here' });
  expect([...toFloat32(await file.read('a'))]).toEqual([3]);
  expect([...toFloat32(await file.read('b'))]).toEqual([1, 2]);
  await expect(file.read('c')).rejects.toThrow(`${path} has no tensor "c"`);
  await file.close();
  expect(await all()).toEqual(['deep', 'deep/x.safetensors']);
});

test('both writers agree', async () => {
  await writeSafetensorsFile(join(folder, 'x'), [F32('a', [3]), F32('b', [1, 2])]);
  const whole = encodeSafetensors({
    b: { dtype: 'F32', shape: [2], data: [1, 2] },
    a: { dtype: 'F32', shape: [1], data: [3] },
  });
  expect(new Uint8Array(await readFile(join(folder, 'x')))).toEqual(whole);
});

test('a full disk in the middle of a file leaves the old one', async () => {
  const path = join(folder, 'x.safetensors');
  await writeFile(path, 'old');
  const full = (): never => {
    throw Object.assign(new Error('write'), { code: 'ENOSPC' });
  };
  await expect(
    writeSafetensorsFile(path, [F32('a', [1]), { ...F32('b', [2]), bytes: full }]),
  ).rejects.toThrow(`cannot write ${path}: the disk is full`);
  await expect(writeSafetensorsFile(path, [{ ...F32('a', [1]), shape: [2] }])).rejects.toEqual(
    code('badInput'),
  );
  expect(await all()).toEqual(['x.safetensors']);
  expect(await text('x.safetensors')).toBe('old');
});

test('files that are none, or end too early, are refused before their tensors are read', async () => {
  const path = join(folder, 'x.safetensors');
  await expect(openSafetensors(path)).rejects.toThrow(`cannot read ${path}: it does not exist`);
  await expect(openSafetensors(folder)).rejects.toThrow(`${folder} is no file`);
  await writeFile(path, '');
  await expect(openSafetensors(path)).rejects.toThrow('has 0 bytes, too few');
  await writeSafetensorsFile(path, [F32('a', [1, 2, 3])]);
  const { length } = await readFile(path);
  await truncate(path, length - 1);
  await expect(openSafetensors(path)).rejects.toThrow('is truncated: its tensors need 12 bytes, it has 11');
});

test('a file that shrinks while it is open is noticed', async () => {
  const path = join(folder, 'x.safetensors');
  await writeSafetensorsFile(path, [F32('a', [1, 2, 3])]);
  const file = await openSafetensors(path);
  await truncate(path, 20);
  await expect(file.read('a')).rejects.toThrow('became shorter while it was read');
  await file.close();
});

test('a device is no file', async () => {
  await symlink('/dev/zero', join(folder, 'zero'));
  await expect(openSafetensors(join(folder, 'zero'))).rejects.toThrow('is no file');
});
