import { expect, test } from '@jest/globals';
import { methodTable } from '@dsra/prompts';
import { harmonicMean } from '../statistics';
import { elevenSets, publishedBaseToNew, publishedParameters, publishedTransfer } from './published';

const averages = publishedBaseToNew[elevenSets]!;

test.each(Object.entries(averages))('%s: H is the harmonic mean of the two published means', (_, one) => {
  const { base, new: other, harmonicMean: published } = one.value;
  // KgCoOp's README prints one digit of H.
  expect(Math.abs(harmonicMean(base, other) - published)).toBeLessThan(0.03);
});

test('every published number belongs to a method of the table, and says where it was read', () => {
  const bySets = [...Object.values(publishedBaseToNew), ...Object.values(publishedTransfer)];
  for (const all of [...bySets, publishedParameters]) {
    for (const [name, { source }] of Object.entries(all)) {
      expect(methodTable).toHaveProperty(name);
      expect(source).toMatch(/^(README of \w+\/|Yin et al\.)/u);
    }
  }
});

test('deep visual prompts of MaPLe’s model zoo', () => {
  expect(averages.vpt).toEqual({
    source: 'README of muzairkhattak/multimodal-prompt-learning',
    value: { base: 80.24, new: 73.43, harmonicMean: 76.68 },
  });
});
