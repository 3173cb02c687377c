import { expect, test } from '@jest/globals';
import { dataSetNames } from './dataSetNames';

const titles = (...all: string[]): string[] => all.map(dataSetNames(all).title);

test('titles that differ stay as they are', () => {
  expect(titles('embedded/textures', 'oxfordPets', './birds')).toEqual(['textures', 'OxfordPets', 'birds']);
});

test('equal titles are lengthened until they differ', () => {
  expect(titles('./2023/birds', './2024/birds', 'dtd')).toEqual(['2023/birds', '2024/birds', 'DTD']);
  expect(titles('./textures', 'embedded/textures')).toEqual(['textures', 'embedded/textures']);
  expect(titles('/a/x/birds', '/b/x/birds', './birds')).toEqual(['a/x/birds', 'b/x/birds', 'birds']);
  // No path says more.
  expect(titles('./birds', 'birds/')).toEqual(['./birds', 'birds/']);
});

test('files never share a name', () => {
  const all = ['embedded/textures', './embedded-textures', './other'];
  expect(all.map(dataSetNames(all).file)).toEqual(['embedded-textures', 'embedded-textures-2', 'other']);
});
