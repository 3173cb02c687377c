import { expect, test } from '@jest/globals';
import { architectures, type ClipConfig } from '@dsra/clip';
import { embeddedPlan, embeddedSettings } from '../protocols/embeddedSettings';
import { chooseMethod } from './chooseMethod';
import { choosePlan } from './choosePlan';

const wide = architectures['ViT-B/16'];
const small: ClipConfig = { ...wide, vision: { ...wide.vision, width: 192 } };
const nothing = { augment: true, seed: 3 };
const dsra = chooseMethod({ method: 'dsra', protocol: 'fewShot' });
const recipeOn = (config: ClipConfig) => dsra.on(config).recipe;

test('a small model is trained as the demo and the benchmark train the embedded one', () => {
  expect(choosePlan(nothing, small, dsra)).toEqual({
    ...embeddedPlan,
    optimizer: expect.anything(),
    seed: 3,
  });
  expect(choosePlan(nothing, small, dsra).optimizer!.settings.name).toBe('adamW');
  expect(recipeOn(small)).toEqual({ method: 'dsra', options: { rank: embeddedSettings.rank } });
});

test("any other as the method's paper says", () => {
  const paper = { batchSize: 4, learningRate: 2.7e-3 };
  expect(choosePlan(nothing, wide, dsra)).toEqual({ ...paper, epochs: 50, seed: 3 });
  const baseToNew = chooseMethod({ method: 'dsra', protocol: 'baseToNew' });
  expect(choosePlan(nothing, wide, baseToNew)).toEqual({ ...paper, epochs: 20, seed: 3 });
  expect(recipeOn(wide)).toEqual({ method: 'dsra', options: { rank: 50 } });
});

test('with so many epochs as the paper has for the pictures of each class', () => {
  const coOp = chooseMethod({ method: 'coOp', protocol: 'fewShot' });
  const epochs = (shots?: number) => choosePlan({ ...nothing, ...(shots && { shots }) }, wide, coOp).epochs;
  expect([1, 2, 4, 8, 16, undefined].map(epochs)).toEqual([50, 100, 100, 200, 200, 200]);
});

test('of several methods, the one that was named first says how they are trained', () => {
  const both = chooseMethod({ method: 'promptSrc', with: ['dsra'], protocol: 'fewShot' });
  expect(choosePlan(nothing, wide, both)).toMatchObject({ epochs: 50, learningRate: 2.5e-3 });
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
    const { optimizer, ...plan } = choosePlan(asked, config, dsra);
    expect([optimizer!.settings.name, plan]).toEqual([
      'sgd',
      { epochs: 2, batchSize: 3, learningRate: 0.5, augment: false, seed: 1 },
    ]);
  }
  expect(choosePlan({ ...nothing, optimizer: 'sgd' }, small, dsra)).not.toHaveProperty('learningRate');
  expect(choosePlan({ ...nothing, optimizer: 'adamw' }, small, dsra)).toMatchObject({
    learningRate: embeddedSettings.learningRate,
  });
});
