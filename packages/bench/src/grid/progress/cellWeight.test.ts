import { expect, test } from '@jest/globals';
import { smallCell } from '../../../../../test/support/gridCells';
import { cellWeight } from './cellWeight';

const on = (dataSet: string, more = {}): number =>
  cellWeight(smallCell({ dataSet, epochs: 10, shots: 4, testPerClass: 50, ...more }));

test('grows with epochs, shots, classes and test pictures', () => {
  expect(on('embedded/textures')).toBe(3 * 10 * 4 * 12 + 12 * 50);
  expect(on('embedded/textures', { epochs: 20 })).toBe(3 * 20 * 4 * 12 + 12 * 50);
  expect(on('embedded/textures', { testPerClass: 2 })).toBe(3 * 10 * 4 * 12 + 12 * 2);
  expect(on('embedded/textures', { method: 'zeroShot' })).toBe(12 * 50);
  expect(on('sun397')).toBe(3 * 10 * 4 * 397 + 19_850);
  expect(on('euroSat')).toBe(3 * 10 * 4 * 10 + 8100);
});

test('half of the classes are learned of base to new; other sets are tested besides', () => {
  expect(on('euroSat', { protocol: 'baseToNew' })).toBe(3 * 10 * 4 * 5 + 8100);
  expect(on('euroSat', { protocol: 'crossDataSet', targets: ['dtd'] })).toBe(3 * 10 * 4 * 10 + 8100 + 1692);
});

test('a folder of one’s own counts as something', () => {
  expect(on('./my-pictures')).toBeGreaterThan(0);
});
