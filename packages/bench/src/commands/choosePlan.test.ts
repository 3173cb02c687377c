import { expect, test } from '@jest/globals';
import { architectures, type ClipConfig } from '@dsra/clip';
import { embeddedPlan, embeddedSettings } from '../protocols/embeddedSettings';
import { defaultRank } from './chooseMethod';
import { choosePlan } from './choosePlan';

const wide = architectures['ViT-B/16'];
const small: ClipConfig = { ...wide, vision: { ...wide.vision, width: 192 } };
const nothing = { augment: true, seed: 3 };

test('a small model is trained as the demo and the benchmark train the embedded one', () => {
  expect(choosePlan(nothing, small)).toEqual({ ...embeddedPlan, optimizer: expect.anything(), seed: 3 });
  expect(choosePlan(nothing, small).optimizer!.settings.name).toBe('adamW');
  expect(defaultRank(small)).toBe(embeddedSettings.rank);
});

test("any other as the method's paper says", () => {
  expect(choosePlan(nothing, wide)).toEqual({ epochs: 50, seed: 3 });
  expect(defaultRank(wide)).toBe(50);
});

test('what was asked for counts; a rate that was found for one optimiser is not given to another', () => {
  const asked = {
    epochs: 2,
    batchSize: 3,
    learningRate: 0.5,
    optimizer: 'sgd',
    augment: false,
    seed: 1,
  } as const;
  for (const config of [small, wide]) {
    const { optimizer, ...plan } = choosePlan(asked, config);
    expect([optimizer!.settings.name, plan]).toEqual([
      'sgd',
      { epochs: 2, batchSize: 3, learningRate: 0.5, augment: false, seed: 1 },
    ]);
  }
  expect(choosePlan({ ...nothing, optimizer: 'sgd' }, small)).not.toHaveProperty('learningRate');
  expect(choosePlan({ ...nothing, optimizer: 'adamw' }, small)).toMatchObject({
    learningRate: embeddedSettings.learningRate,
  });
});
