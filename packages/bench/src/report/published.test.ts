import { expect, test } from '@jest/globals';
import { methodTable } from '@dsra/prompts';
import { harmonicMean } from '../statistics';
import { isPapersModel, publishedBaseToNew, publishedParameters, publishedSource } from './published';

test.each(Object.entries(publishedBaseToNew))(
  '%s: H is the harmonic mean of the two published means',
  (_, one) => {
    const { base, new: other, harmonicMean: published } = one.value;
    // KgCoOp's README prints one digit of H.
    expect(Math.abs(harmonicMean(base, other) - published)).toBeLessThan(0.03);
  },
);

test('every published number belongs to a method of the table, and says where it was read', () => {
  for (const all of [publishedBaseToNew, publishedParameters, publishedSource]) {
    for (const [name, { source }] of Object.entries(all)) {
      expect(methodTable).toHaveProperty(name);
      expect(source).toMatch(/^(README of \w+\/|Yin et al\.)/u);
    }
  }
});

test('the papers’ model by its names', () => {
  const names = [
    'openai/clip-vit-base-patch16',
    'models/ViT-B-16',
    'ViT-B/16',
    'laion/CLIP-ViT-B-16-laion2B',
  ];
  expect(names.map(isPapersModel)).toEqual(names.map(() => true));
  expect(
    ['embedded', 'openai/clip-vit-large-patch14', 'openai/clip-vit-base-patch32'].some(isPapersModel),
  ).toBe(false);
});
