import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { dualShared } from './dualShared';
import { dualSharedAdapter } from './dualSharedAdapter';
import type { DualSharedOptions } from './dualSharedConfig';
import { runLinear } from './linear';
import { mersenneTwister } from './mersenneTwister';
import { proportionalPairing } from './pairing';
import { countParams, leafAt, leaves } from './params';
import { decodeSafetensors } from './safetensors/read';
import { toFloat32 } from './safetensors/toFloat32';
import { shapesOf } from './weightedSum';

const vitB16 = { text: { width: 512, layers: 12 }, vision: { width: 768, layers: 12 } };
const tiny = { text: { width: 6, layers: 2 }, vision: { width: 8, layers: 2 } };
const uneven = { text: { width: 6, layers: 2 }, vision: { width: 8, layers: 4 } };
const perSite = { acrossTowers: 'shared', acrossSites: 'separate' } as const;
const separate = { acrossTowers: 'separate', acrossSites: 'shared' } as const;
const allSeparate = { acrossTowers: 'separate', acrossSites: 'separate' } as const;

test.each<[number, string, DualSharedOptions]>([
  [128_600, 'by default', { rank: 50 }],
  [129_200, 'per site', { rank: 50, coefficients: perSite }],
  [64_600, 'at attention only', { rank: 50, sites: ['attention'] }],
  [64_600, 'at the feed-forward maps only', { rank: 50, sites: ['feedForward'] }],
  [130_400, 'per site, separate', { rank: 50, coefficients: allSeparate }],
])('%i parameters on ViT-B/16 %s', (count, _, options) => {
  expect(dualShared(options, vitB16).count()).toBe(count);
});

test.each<[string, DualSharedOptions, string[]]>([
  ['shared by all', { rank: 2 }, ['coefficients.0', 'coefficients.1']],
  [
    'per site',
    { rank: 2, coefficients: perSite },
    ['attention.0', 'attention.1', 'feedForward.0', 'feedForward.1'].map((path) => `coefficients.${path}`),
  ],
  [
    'per tower',
    { rank: 2, coefficients: separate },
    ['text.0', 'text.1', 'vision.0', 'vision.1'].map((path) => `coefficients.${path}`),
  ],
  [
    'per tower and site',
    { rank: 2, sites: ['attention'], coefficients: allSeparate },
    ['text', 'vision'].flatMap((tower) => [0, 1].map((i) => `coefficients.${tower}.attention.${i}`)),
  ],
])('coefficients %s have these leaves', (_, options, expected) => {
  const family = dualShared(options, tiny);
  const params = family.init(mersenneTwister(1));
  const paths = leaves(params).map(([path]) => path);
  expect(paths.filter((path) => path.startsWith('coefficients'))).toEqual(expected);
  expect(shapesOf(params)).toEqual(family.shapes());
  expect(countParams(params)).toBe(family.count());
});

test('fresh parameters change nothing, learn, and depend on the seed alone', () => {
  const family = dualShared({ rank: 2 }, tiny);
  const params = family.init(mersenneTwister(1));
  const projection = leafAt(params, 'projection.text.attention').dataSync();
  expect(projection).toEqual(leafAt(family.init(mersenneTwister(1)), 'projection.text.attention').dataSync());
  expect(Math.max(...projection.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(6 / (6 + 2)));
  const x = tf.randomNormal<tf.Rank.R2>([3, 6]);
  const base = runLinear({ kernel: tf.randomNormal([6, 5]) });
  const result = (): tf.Tensor2D => family.adapterAt(params, 'text', 0, 'attention')!.apply(x, base);
  expect(result().dataSync()).toEqual(base(x).dataSync());
  const gradient = tf.grad((r) =>
    dualSharedAdapter(leafAt(params, 'projection.text.attention') as tf.Tensor2D, r as tf.Tensor1D).apply(
      x,
      base,
    ),
  );
  expect(
    gradient(leafAt(params, 'coefficients.0'))
      .dataSync()
      .every((value) => value !== 0),
  ).toBe(true);
});

test('the towers read one leaf, and no more is made', () => {
  const family = dualShared({ rank: 2 }, tiny);
  const params = family.init(mersenneTwister(1));
  const before = tf.memory().numTensors;
  const gradients = tf.tidy(() => {
    const r = leafAt(params, 'coefficients.1');
    const ofTower = (tower: 'text' | 'vision') => (leaf: tf.Tensor) =>
      family
        .adapterAt({ ...params, coefficients: { 1: leaf } }, tower, 1, 'feedForward')!
        .apply(tf.ones([1, tiny[tower].width]), (x) => x);
    return [
      ofTower('text'),
      ofTower('vision'),
      (leaf: tf.Tensor) => tf.add(tf.sum(ofTower('text')(leaf)), tf.sum(ofTower('vision')(leaf))),
    ].map((f) => Array.from(tf.grad(f)(r).dataSync()));
  });
  const [text, vision, both] = gradients as [number[], number[], number[]];
  both.forEach((value, i) => {
    expect(value).toBeCloseTo(text[i]! + vision[i]!, 5);
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('towers of unequal depth learn together through a pairing', () => {
  expect(proportionalPairing(2, 4)).toEqual({ text: [0, 1], vision: [0, 0, 1, 1] });
  expect(proportionalPairing(5, 3).text).toEqual([0, 0, 1, 1, 2]);
  const family = dualShared({ rank: 2, pairing: { text: [0, 1], vision: [0, null, 1, 2] } }, uneven);
  const params = family.init(mersenneTwister(1));
  expect(Object.keys(params.coefficients as object)).toEqual(['0', '1', '2']);
  expect(family.adapterAt(params, 'vision', 1, 'attention')).toBeUndefined();
  expect(family.adapterAt(params, 'vision', 3, 'attention')).toBeDefined();
  expect(dualShared({ rank: 2, coefficients: separate }, uneven).count()).toBe(2 * 2 * (6 + 8) + 2 * (2 + 4));
});

test('sites that are not chosen have no adapter; layers that do not exist are refused', () => {
  const family = dualShared({ rank: 2, sites: ['attention'] }, tiny);
  const params = family.init(mersenneTwister(1));
  expect(family.adapterAt(params, 'text', 0, 'feedForward')).toBeUndefined();
  expect(() => family.adapterAt(params, 'text', 2, 'attention')).toThrow('the text tower has no layer 2');
});

test.each<[string, DualSharedOptions]>([
  ['the text tower has 2 layers and the vision tower 4', { rank: 2 }],
  ['give the option pairing, e.g. proportionalPairing(2, 4)', { rank: 2 }],
  ['rank must be an integer from 1 to 6', { rank: 7 }],
  ['got 0', { rank: 0 }],
  ['got 1.5', { rank: 1.5 }],
  ['sites must be', { rank: 1, sites: [] }],
  ['sites must be', { rank: 1, sites: ['attention', 'attention'] }],
  ['sites must be', { rank: 1, sites: ['mab' as 'attention'] }],
  [
    'coefficients.acrossTowers must be',
    { rank: 1, coefficients: { ...separate, acrossTowers: 'no' as 'shared' } },
  ],
  [
    'pairing.text has 1 entries, but the tower has 2 layers',
    { rank: 1, pairing: { text: [0], vision: [0, 0, 0, 0] } },
  ],
  ['without a gap, got [0, 2]', { rank: 1, pairing: { text: [0, 2], vision: [0, 2, 2, 2] } }],
  ['without a gap, got []', { rank: 1, pairing: { text: [null, null], vision: [null, null, null, null] } }],
])('refused: %s', (line, options) => {
  expect(() => dualShared(options, uneven)).toThrow(line);
});

describe('golden', () => {
  const load = (path: string): Map<string, tf.Tensor> =>
    new Map(
      [
        ...decodeSafetensors(readFileSync(`${process.env.DSRA_GOLDEN ?? 'test/golden'}/${path}`), path)
          .tensors,
      ].map(([name, stored]) => [name, tf.tensor(toFloat32(stored), [...stored.shape])]),
    );
  const weights = load('clip-tiny/model.safetensors');
  const recorded = load('methods/dsra.safetensors');
  const merged = [...recorded.keys()].filter((name) => name.startsWith('merged/'));

  test.each(merged)('%s', (path) => {
    const name = path.slice('merged/'.length);
    const [, tower, layer] = /^(text|vision)_model\.encoder\.layers\.(\d+)\./.exec(name)!;
    const site = name.includes('self_attn') ? 'mab' : 'fnb';
    const projection = recorded.get(`init/dsra.M_${tower === 'text' ? 't' : 'v'}_${site}`) as tf.Tensor2D;
    const coefficients = recorded.get(`init/dsra.R_${site}.${layer}`) as tf.Tensor1D;
    const kernel = tf.transpose<tf.Tensor2D>(weights.get(name) as tf.Tensor2D);
    const found = tf.transpose(dualSharedAdapter(projection, coefficients).merge({ kernel }).kernel);
    const expected = recorded.get(path)!;
    const largest = (tensor: tf.Tensor): number => tf.max(tf.abs(tensor)).dataSync()[0]!;
    expect(largest(tf.sub(found, expected))).toBeLessThanOrEqual(5e-6 * largest(expected));
  });

  test('all are compared', () => {
    expect(merged).toHaveLength(16);
  });
});
