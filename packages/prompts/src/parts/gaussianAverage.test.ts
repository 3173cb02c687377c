import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { goldenJson, isRecorded } from '../../../../test/support/golden';
import { testEach } from '../../../../test/support/testEach';
import type { Method } from '../method';
import { promptSrc, promptSrcSettings } from '../methods/promptSrc';
import { methodNamed } from '../methods/table';
import { epochShares } from '../training/average';
import { gaussianAverage } from './gaussianAverage';

interface Table {
  readonly epochs: number;
  readonly mean: number;
  readonly std: number;
  readonly weights: readonly number[];
}
const file = 'methods/promptsrc-gpa.json';
const { official_gauss_tables: tables } = (
  isRecorded(file) ? goldenJson(file) : { official_gauss_tables: [] }
) as { official_gauss_tables: readonly Table[] };
const where = '$epochs epochs around $mean ± $std: the official code’s table, as shares';

/** Relative to the largest: double precision, in another order of operations. */
const within = 1e-12;

testEach(file, tables, where, (table) => {
  const shares = epochShares({ average: gaussianAverage(table.mean, table.std) }, table.epochs)!;
  const sum = table.weights.reduce((total, weight) => total + weight, 0);
  expect(shares).toHaveLength(table.epochs);
  shares.forEach((share, epoch) => {
    expect(Math.abs(share - table.weights[epoch]! / sum)).toBeLessThan(within);
  });
});

(isRecorded(file) ? test : test.skip)('PromptSRC’s settings are rows of that table', () => {
  const row = (method: Method, epochs: number) =>
    tables.findIndex(({ epochs: count, weights }) => {
      if (count !== epochs) return false;
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return epochShares(method, epochs)!.every((share, i) => Math.abs(share - weights[i]! / sum) < within);
    });
  expect(row(promptSrc(), promptSrcSettings.fewShot.training.epochs!)).toBe(2);
  const { baseToNew, crossDataset } = promptSrcSettings;
  expect(row(methodNamed('promptSrc', baseToNew.options), baseToNew.training.epochs!)).toBe(0);
  expect(row(methodNamed('promptSrc', crossDataset.options), crossDataset.training.epochs!)).toBe(1);
});

test('means and deviations that have nothing to do with the epochs still give shares of one', () => {
  const positive = (max: number) => fc.double({ min: 1e-3, max, noNaN: true });
  fc.assert(
    fc.property(positive(1e4), positive(1e3), fc.integer({ min: 1, max: 60 }), (mean, deviation, epochs) => {
      const shares = epochShares({ average: gaussianAverage(mean, deviation) }, epochs)!;
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }),
  );
  const shares = (mean: number) => epochShares({ average: gaussianAverage(mean, 1) }, 3);
  expect(shares(5000)).toEqual([0, 0, 1]);
  expect(shares(-5000)).toEqual([1, 0, 0]);
});
