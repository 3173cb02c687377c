import { describe, expect, test } from '@jest/globals';
import { methodNamed, methodTable } from './methods/table';
import { type PaperSetting, protocols, trainingFor } from './paperSettings';

const training = { epochs: 7, batchSize: 32, learningRate: 2e-3 };
const byShots: PaperSetting = { training, epochsFromShots: { 1: 50, 2: 100, 8: 200 }, source: '' };

describe('how to train with so many pictures per class', () => {
  test.each([
    [1, 50],
    [2, 100],
    [4, 100],
    [7, 100],
    [8, 200],
    [16, 200],
    [100, 200],
  ])('%d: %d epochs', (shots, epochs) => {
    expect(trainingFor(byShots, shots)).toEqual({ ...training, epochs });
  });

  test('16 where nothing is said', () => {
    expect(trainingFor(byShots)).toEqual(trainingFor(byShots, 16));
  });

  test('the setting’s own epochs where they do not depend on it, or start later', () => {
    expect(trainingFor({ training, source: '' }, 1)).toEqual(training);
    expect(trainingFor({ training, epochsFromShots: { 4: 50 }, source: '' }, 3)).toEqual(training);
  });
});

const trained = Object.entries(methodTable).flatMap(([name, { settings }]) =>
  settings ? [{ name, settings }] : [],
);

test('every method that learns says how its paper trains it, and only those', () => {
  const learning = Object.keys(methodTable).filter((name) => methodNamed(name).parameters);
  expect(trained.map(({ name }) => name)).toEqual(learning);
});

test.each(trained)(
  '$name: complete settings for every protocol, with options that it has',
  ({ name, settings }) => {
    expect(Object.keys(settings)).toEqual([...protocols]);
    for (const protocol of protocols) {
      const setting = settings[protocol];
      expect(setting.source).not.toBe('');
      expect(methodNamed(name, setting.options ?? {}).recipe).toEqual({
        method: name,
        options: expect.objectContaining(setting.options ?? {}),
      });
      for (const shots of [1, 2, 4, 8, 16]) {
        const { epochs, batchSize, learningRate } = trainingFor(setting, shots);
        expect([epochs, batchSize].every((count) => Number.isInteger(count) && count! > 0)).toBe(true);
        expect(learningRate).toBeGreaterThan(0);
      }
    }
  },
);

test.each(trained)('$name: without settings it is trained as with few shots', ({ name, settings }) => {
  expect(settings.fewShot.training).toMatchObject(methodNamed(name).defaults!);
});

test('CoOp and ProGrad train longer with more pictures', () => {
  for (const name of ['coOp', 'proGrad']) {
    const { fewShot } = methodTable[name]!.settings!;
    expect([1, 2, 4, 8, 16].map((shots) => trainingFor(fewShot, shots).epochs)).toEqual([
      50, 100, 100, 200, 200,
    ]);
  }
});
