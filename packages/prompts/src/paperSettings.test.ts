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

/** The context of four vectors that start as these words. */
const fourWords = { contextTokens: 4, words: 'a photo of a' };
/** PromptSRC's prompts: tokens in both towers, blocks, and the average over epochs. */
const sourced = (depth: number, averageMean: number, averageDeviation: number) => ({
  textTokens: 4,
  visionTokens: 4,
  textDepth: depth,
  visionDepth: depth,
  averageMean,
  averageDeviation,
});
const [once, byPictures] = [(epochs: number) => Array<number>(5).fill(epochs), [50, 100, 100, 200, 200]];

/**
 * Written down from the papers' configurations and scripts, and from nothing in this repository: epochs for 1, 2, 4, 8 and 16
 * pictures per class, batch size, learning rate, and the sizes. Where no setting was published: CoCoOp, VPT, IVLP and MaPLe
 * with few shots, VPT and IVLP across data sets: base-to-new's. CoOp*: PromptSRC's IVLP. CLIP-Adapter: CoOp's.
 * DsRA: PromptSRC's epochs. MaPLe*: MaPLe's.
 */
type Row = readonly [
  method: string,
  protocol: (typeof protocols)[number],
  epochs: readonly number[],
  batchSize: number,
  learningRate: number,
  options: object,
];
const published: readonly Row[] = [
  ['coOp', 'fewShot', byPictures, 32, 0.002, { contextTokens: 16, words: '', classNameAt: 'end' }],
  ['coOp', 'baseToNew', once(200), 32, 0.002, fourWords],
  ['coOp', 'crossDataset', once(50), 32, 0.002, fourWords],
  ['coOpStar', 'fewShot', once(50), 4, 0.0025, { textTokens: 4, visionTokens: 4, visionDepth: 9 }],
  ['coOpStar', 'baseToNew', once(20), 4, 0.0025, { textTokens: 4, visionTokens: 4, visionDepth: 9 }],
  ['coOpStar', 'crossDataset', once(20), 4, 0.0025, { textTokens: 4, visionTokens: 4, visionDepth: 9 }],
  ['coCoOp', 'fewShot', once(10), 1, 0.002, fourWords],
  ['coCoOp', 'baseToNew', once(10), 1, 0.002, fourWords],
  ['coCoOp', 'crossDataset', once(10), 1, 0.002, fourWords],
  ['vpt', 'fewShot', once(5), 4, 0.0025, { visionTokens: 8, visionDepth: 12 }],
  ['vpt', 'baseToNew', once(5), 4, 0.0025, { visionTokens: 8, visionDepth: 12 }],
  ['vpt', 'crossDataset', once(5), 4, 0.0025, { visionTokens: 8, visionDepth: 12 }],
  ['ivlp', 'fewShot', once(5), 4, 0.0035, { textTokens: 2, visionTokens: 2, textDepth: 12, visionDepth: 12 }],
  [
    'ivlp',
    'baseToNew',
    once(5),
    4,
    0.0035,
    { textTokens: 2, visionTokens: 2, textDepth: 12, visionDepth: 12 },
  ],
  [
    'ivlp',
    'crossDataset',
    once(5),
    4,
    0.0035,
    { textTokens: 2, visionTokens: 2, textDepth: 12, visionDepth: 12 },
  ],
  ['maple', 'fewShot', once(5), 4, 0.0035, { tokens: 2, depth: 9 }],
  ['maple', 'baseToNew', once(5), 4, 0.0035, { tokens: 2, depth: 9 }],
  ['maple', 'crossDataset', once(2), 4, 0.0026, { tokens: 2, depth: 3 }],
  ['mapleStar', 'fewShot', once(5), 4, 0.0035, { tokens: 2, depth: 9 }],
  ['mapleStar', 'baseToNew', once(5), 4, 0.0035, { tokens: 2, depth: 9 }],
  ['mapleStar', 'crossDataset', once(2), 4, 0.0026, { tokens: 2, depth: 3 }],
  ['kgCoOp', 'fewShot', once(100), 128, 0.002, { ...fourWords, weight: 8 }],
  ['kgCoOp', 'baseToNew', once(100), 128, 0.002, { ...fourWords, weight: 8 }],
  ['kgCoOp', 'crossDataset', once(100), 128, 0.002, { ...fourWords, weight: 8 }],
  ['proGrad', 'fewShot', byPictures, 32, 0.002, { contextTokens: 16, strength: 1, temperature: 1 }],
  ['proGrad', 'baseToNew', once(100), 32, 0.002, { contextTokens: 16, strength: 1, temperature: 1 }],
  ['proGrad', 'crossDataset', once(50), 32, 0.002, { contextTokens: 16, strength: 1, temperature: 1 }],
  ['promptSrc', 'fewShot', once(50), 4, 0.0025, { ...sourced(9, 30, 30), textWeight: 25, imageWeight: 10 }],
  ['promptSrc', 'baseToNew', once(20), 4, 0.0025, { ...sourced(9, 15, 1), textWeight: 25, imageWeight: 10 }],
  [
    'promptSrc',
    'crossDataset',
    once(20),
    4,
    0.0025,
    { ...sourced(3, 6, 10), textWeight: 25, imageWeight: 10 },
  ],
  ['clipAdapter', 'fewShot', byPictures, 32, 0.002, { ratio: 0.2, reduction: 4 }],
  ['clipAdapter', 'baseToNew', once(200), 32, 0.002, { ratio: 0.2, reduction: 4 }],
  ['clipAdapter', 'crossDataset', once(50), 32, 0.002, { ratio: 0.2, reduction: 4 }],
  ['dsra', 'fewShot', once(50), 4, 0.0027, { rank: 50 }],
  ['dsra', 'baseToNew', once(20), 4, 0.0027, { rank: 50 }],
  ['dsra', 'crossDataset', once(20), 4, 0.0027, { rank: 50 }],
  ['dsraPromptSrc', 'fewShot', once(50), 4, 0.0027, { rank: 50, ...sourced(9, 30, 30) }],
  ['dsraPromptSrc', 'baseToNew', once(20), 4, 0.0027, { rank: 50, ...sourced(9, 15, 1) }],
  ['dsraPromptSrc', 'crossDataset', once(20), 4, 0.0027, { rank: 50, ...sourced(3, 6, 10) }],
];

test('every method and protocol is among the published settings', () => {
  const all = trained.flatMap(({ name }) => protocols.map((protocol) => `${name} ${protocol}`));
  expect(published.map(([name, protocol]) => `${name} ${protocol}`)).toEqual(all);
});

test.each(published)('%s, %s: as published', (name, protocol, epochs, batchSize, learningRate, options) => {
  const { settings, options: known } = methodTable[name]!;
  const setting = settings![protocol];
  const defaults = Object.entries(known).map(([key, option]) => [key, option.default] as const);
  expect({ ...Object.fromEntries(defaults), ...setting.options }).toMatchObject(options);
  const trainings = [1, 2, 4, 8, 16].map((shots) => trainingFor(setting, shots));
  expect(trainings).toEqual(epochs.map((count) => ({ epochs: count, batchSize, learningRate })));
});
