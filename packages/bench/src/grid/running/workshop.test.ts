import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { draw } from '../../../../../test/support/commandLab';
import { embeddedModel } from '../../embeddedModel';
import { openWorkshop } from './workshop';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dsra-workshop-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('what is known is computed once; what failed is tried again', async () => {
  const workshop = openWorkshop({ root: '.', backend: 'wasm' });
  let [calls, away] = [0, true];
  const compute = (): Promise<number> => {
    calls++;
    return away ? Promise.reject(new Error('the disk does not answer')) : Promise.resolve(7);
  };
  const both = await Promise.allSettled([workshop.once('a', compute), workshop.once('a', compute)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  away = false;
  expect(await workshop.once('a', compute)).toBe(7);
  expect(await workshop.once('a', compute)).toBe(7);
  expect(calls).toBe(2);
});

test('a data set and a model that were not there are opened when they are', async () => {
  const workshop = openWorkshop({ root: '.', backend: 'wasm', threads: 1 });
  const at = (name: string): string => path.join(folder, name);
  await expect(workshop.set(at('pictures'), {})).rejects.toThrow('pictures');
  await draw(at('pictures'), { red: '#d02020', blue: '#2040e0' }, 1);
  expect((await workshop.set(at('pictures'), {})).set.classNames).toEqual(['blue', 'red']);
  await expect(workshop.model(at('clip'))).rejects.toThrow('clip');
  await symlink(embeddedModel(), at('clip'));
  expect((await workshop.model(at('clip'))).fingerprint).not.toBe('');
  await workshop.dispose();
});
