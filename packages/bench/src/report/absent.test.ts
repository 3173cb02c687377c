import { expect, test } from '@jest/globals';
import { smallGrid } from '../../../../test/support/smallGrid';
import { absentPublished } from './absent';
import { askedCells } from './asked';

const model = 'openai/clip-vit-base-patch16';

test('other models have none beside them', () => {
  const cells = smallGrid('fewShot', { methods: ['coOp'], shots: [4] });
  expect(absentPublished('fewShot', askedCells(cells, new Map()))).toBe(
    'Published accuracies are of openai/clip-vit-base-patch16: none stands beside those of another model.',
  );
});

test('base-to-new: which methods lack the average, and that single data sets lack all', () => {
  const methods = ['zeroShot', 'vpt', 'mapleStar', 'dsra'];
  const cells = smallGrid('baseToNew', { model, methods, seeds: [1], dataSets: ['imagenet', 'dtd'] });
  expect(absentPublished('baseToNew', askedCells(cells, new Map()))).toBe(
    'Published accuracies that are left out, because they could not be read at their source: ' +
      'MaPLe*, DsRA alone (the average over eleven data sets); all methods (ImageNet, DTD).',
  );
});

test('transfer: zero-shot on ImageNet is there', () => {
  const cells = smallGrid('domainGeneralisation', { model, methods: ['zeroShot', 'dsra'], seeds: [1] });
  expect(absentPublished('domainGeneralisation', askedCells(cells, new Map()))).toMatch(
    /source: DsRA alone \(ImageNet\); all methods \(ImageNetV2, /u,
  );
});
