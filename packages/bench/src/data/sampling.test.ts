import { readFileSync } from 'node:fs';
import { mersenneTwister } from '@dsra/core';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fewShotSplit, groupByLabel, sampleShots } from './sampleShots';
import { type ClassHalf, subsampleClasses } from './subsampleClasses';

type Row = [path: string, label: number, className: string];

interface Golden {
  split: Record<'train' | 'val' | 'test', Row[]>;
  results: ({ shots: number; seed: number; subsample: ClassHalf; classnames: string[] } & Record<
    string,
    unknown
  >)[];
}

const folder = process.env.DSRA_GOLDEN ?? 'test/golden';
const golden = JSON.parse(readFileSync(`${folder}/fewshot-split.json`, 'utf8')) as Golden;
const items = (rows: Row[]) => rows.map(([path, label]) => ({ path, label }));
const names = golden.split.train.reduce<string[]>((list, [, label, name]) => {
  list[label] = name;
  return list;
}, []);

test.each(golden.results)('$shots shots, seed $seed, $subsample classes: as Dassl draws them', (expected) => {
  const { train, val, test: rest } = golden.split;
  const drawn = fewShotSplit({ train: items(train), val: items(val) }, expected);
  const splits = { classNames: names, ...drawn, test: items(rest) };
  const found = subsampleClasses(splits, expected.subsample);
  for (const name of ['train', 'val', 'test'] as const) {
    expect(found[name].map(({ path }) => path)).toEqual(expected[name]);
    expect(found[name].map(({ label }) => label)).toEqual(expected[`${name}_labels`]);
  }
  expect(found.classNames).toEqual(expected.classnames);
});

const labelled = fc
  .array(fc.nat(5), { minLength: 1, maxLength: 60 })
  .map((labels) => labels.map((label, path) => ({ path, label })));

describe('shots', () => {
  test('are as many as asked for, or all there are, and never one twice', () => {
    fc.assert(
      fc.property(labelled, fc.integer({ min: 1, max: 20 }), fc.nat(), (list, shots, seed) => {
        const drawn = sampleShots(list, shots, mersenneTwister(seed));
        expect(new Set(drawn.map(({ path }) => path)).size).toBe(drawn.length);
        for (const group of groupByLabel(list)) {
          const label = group[0]!.label;
          const expected = Math.min(shots, group.length);
          expect(drawn.filter((item) => item.label === label)).toHaveLength(expected);
        }
      }),
    );
  });
});

describe('halves of the classes', () => {
  test('base and new share no item, lose none, and are labelled from 0', () => {
    fc.assert(
      fc.property(labelled, (train) => {
        const splits = { classNames: ['a', 'b', 'c', 'd', 'e', 'f'], train, val: [], test: [] };
        const halves = (['base', 'new'] as const).map((half) => subsampleClasses(splits, half));
        const paths = halves.flatMap((half) => half.train.map(({ path }) => path));
        expect(paths.sort((a, b) => a - b)).toEqual(train.map(({ path }) => path));
        for (const half of halves) {
          const labels = new Set(half.train.map(({ label }) => label));
          expect([...labels].sort()).toEqual(half.classNames.map((_, label) => label));
        }
      }),
    );
  });
});
