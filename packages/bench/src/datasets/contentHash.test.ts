import { cp, rm, symlink } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dataRoot } from '../../../../test/support/dataTrees';
import { contentHash } from './contentHash';

let here: ReturnType<typeof dataRoot>;
beforeEach(async () => {
  here = dataRoot();
  await here.write({
    'pets/cat/1.png': 'abc',
    'pets/dog/1.png': 'de',
    'pets/list.csv': 'path,label\ncat/1.png,cat\n',
  });
});
afterEach(() => here.remove());

test('a copy has the same; each change another', async () => {
  const [pets, list] = [here.at('pets'), here.at('pets/list.csv')];
  const seen = [contentHash(pets), contentHash(list)];
  await cp(pets, here.at('copy'), { recursive: true });
  expect([contentHash(here.at('copy')), contentHash(here.at('copy/list.csv'))]).toEqual(seen);
  await here.write({ 'pets/cat/1.png': 'abcd' });
  const grown = [contentHash(pets), contentHash(list)];
  await here.write({ 'pets/cat/2.png': 'x' });
  const more = [contentHash(pets), contentHash(list)];
  expect(new Set([...seen, ...grown, more[0]]).size).toBe(5);
  // The manifest does not name it.
  expect(more[1]).toBe(grown[1]);
});

test('what cannot be read has none; links that go round in circles end', async () => {
  expect(contentHash(here.at('nowhere'))).toBeUndefined();
  await here.write({ 'bad.csv': 'x' });
  expect(contentHash(here.at('bad.csv'))).toBeUndefined();
  await symlink(here.at('pets'), here.at('pets/cat/again'));
  await symlink(here.at('gone'), here.at('pets/cat/gone'));
  expect(contentHash(here.at('pets'))).toBeDefined();
  await rm(here.at('pets'), { recursive: true });
  expect(contentHash(here.at('pets'))).toBeUndefined();
});
