import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { draw } from '../../../../../test/support/commandLab';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { smallCell } from '../../../../../test/support/gridCells';
import { drawShots } from '../../datasets/drawShots';
import { embeddedSet } from '../../datasets/embeddedSets';
import { tasks } from '../../world/tasks/tasks';
import type { Cell } from '../cell';
import type { CellRequest } from '../makeCell';
import { ownContents } from '../ownContents';
import { recordSchema } from '../record';
import { runCell } from './runCell';
import { runUnit, unitsOf } from './unit';
import { openWorkshop, type Workshop } from './workshop';

// Each trains a little.
jest.setTimeout(60_000);

let workshop: Workshop;
let folder: string;
let kept = 0;
beforeAll(async () => {
  workshop = openWorkshop({ root: '.', backend: 'wasm' });
  await workshop.model('embedded');
  kept = tf.memory().numTensors;
  folder = await mkdtemp(path.join(tmpdir(), 'dsra-cell-'));
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(kept);
});
afterAll(async () => {
  await workshop.dispose();
  await rm(folder, { recursive: true });
});

const run = async (more: Partial<CellRequest> = {}) => (await runCell(smallCell(more), workshop)).record;

test('few-shot: Dassl’s draw, the loss, accuracies, confusion, counts and times', async () => {
  const record = await run({ shots: 2, seed: 3, epochs: 3 });
  expect(recordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  const task = tasks.find(({ name }) => name === 'textures')!;
  const drawn = drawShots(embeddedSet(task), { shots: 2, seed: 3 });
  expect(record.chosen).toEqual(drawn.train.map(({ id }) => id));
  expect(record.curve.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  const { accuracy, zeroShot } = record.metrics;
  expect(zeroShot).toBeGreaterThan(1 / 12);
  expect(record.curve[2]!.loss).toBeLessThan(record.curve[0]!.loss);
  expect(record.confusion).toHaveLength(12);
  expect(record.perClass!.map(({ name }) => name)).toEqual(task.classNames);
  for (const [label, { correct, total }] of record.perClass!.entries()) {
    expect([record.confusion![label]![label], total]).toEqual([correct, 2]);
  }
  const correct = record.perClass!.reduce((sum, one) => sum + one.correct, 0);
  expect(accuracy).toBeCloseTo(correct / 24, 10);
  expect(record.parameters).toBe(7232);
  expect(record.stepSeconds).toBeGreaterThan(0);
  expect(record.metrics.picturesPerSecond).toBe(record.picturesPerSecond);
  expect(record.versions).toEqual({ dsra: '0.1.0', tfjs: '4.22.0', node: process.versions.node });
  expect(record.backend).toContain('wasm');
  // One thread, however many cores there are: more of them are slower on a small model, and round otherwise.
  expect(record.backend).not.toMatch(/\d threads/);
});

test('the same cell gives the same numbers; another seed other ones', async () => {
  const [one, same, other] = [await run(), await run(), await run({ seed: 2 })];
  expect([same.curve, same.confusion]).toEqual([one.curve, one.confusion]);
  expect(other.chosen).not.toEqual(one.chosen);
});

test('zero-shot is what the plain model gives in every other cell, and learns nothing', async () => {
  const plain = await run({ method: 'zeroShot' });
  expect(plain).toMatchObject({ chosen: [], curve: [], parameters: 0, stepSeconds: 0 });
  expect(plain.metrics.accuracy).toBe(plain.metrics.zeroShot);
  expect((await run()).metrics.zeroShot).toBe(plain.metrics.accuracy);
  const halves = await run({ protocol: 'baseToNew', method: 'zeroShot' });
  expect(halves.metrics.base).toBe(halves.metrics.zeroShotBase);
  expect(halves.metrics.new).toBe(halves.metrics.zeroShotNew);
});

test('base to new: learned and counted on the first half, tested on each among its own', async () => {
  const record = await run({ protocol: 'baseToNew', dataSet: 'embedded/objects', method: 'kgCoOp' });
  expect(Object.keys(record.metrics)).toEqual([
    'base',
    'new',
    'zeroShotBase',
    'zeroShotNew',
    'picturesPerSecond',
  ]);
  expect(record.chosen).toHaveLength(8);
  expect(record.perClass).toHaveLength(8);
  const whole = (await run({ dataSet: 'embedded/objects', method: 'zeroShot' })).metrics.accuracy!;
  const { zeroShotBase, zeroShotNew } = record.metrics;
  // Fewer classes are easier.
  expect((zeroShotBase! + zeroShotNew!) / 2).toBeGreaterThan(whole);
});

test('other sets are tested with their own classes, in their own sentence', async () => {
  const targets = ['embedded/textures', 'embedded/objects-redrawn'];
  const across = { protocol: 'crossDataSet', dataSet: 'embedded/objects', targets } as const;
  const plain = await run({ ...across, method: 'zeroShot' });
  const alone = await run({ method: 'zeroShot' });
  expect(plain.metrics['embedded/textures']).toBe(alone.metrics.accuracy);
  const learned = await run({ ...across, method: 'dsra' });
  expect(Object.keys(learned.metrics)).toEqual(['source', ...targets, 'picturesPerSecond']);
});

test('features before and after; those before are the plain model’s', async () => {
  const cell = { ...smallCell({ epochs: 2 }), embeddings: true as const };
  const { embeddings, record } = await runCell(cell, workshop);
  const { before, after } = embeddings!;
  // Ten of the twelve classes: what a figure shows.
  expect([before.features.length, before.features[0]!.length, before.id]).toEqual([20, 96, record.id]);
  expect(before.labels).toEqual(after.labels);
  expect(Math.hypot(...after.features[5]!)).toBeCloseTo(1, 3);
  expect(after.features).not.toEqual(before.features);
  const untouched = await runCell({ ...smallCell({ method: 'coOp' }), embeddings: true }, workshop);
  expect(untouched.embeddings!.after.features).toEqual(before.features);
});

test('a folder of one’s own: what is not drawn is the test, in each draw another', async () => {
  await draw(folder, { red_things: '#d02020', blue_things: '#2040e0' }, 5);
  const own = { dataSet: folder, method: 'coOp', testPerClass: undefined };
  const record = await run({ ...own, shots: 2 });
  expect(record.chosen).toHaveLength(4);
  expect(record.perClass!.map(({ total }) => total)).toEqual([3, 3]);
  await expect(run({ ...own, shots: 5 })).rejects.toThrow(
    'leaves no pictures to test on with 5 of each class',
  );
});

test('too few pictures of a class are refused, of a folder of one’s own', async () => {
  await draw(folder, { green_things: '#20d040' }, 3);
  const contents = ownContents([folder]);
  await expect(run({ dataSet: folder, contents, testPerClass: undefined, shots: 4 })).rejects.toThrow(
    'has fewer pictures than 4 shots: green things has 3: add pictures, or ask for --shots 3',
  );
});

test('a target that sets nothing aside is tested on as a whole', async () => {
  const { metrics } = await run({
    ...{ protocol: 'crossDataSet', dataSet: 'embedded/textures', targets: [folder], method: 'coOp' },
  });
  expect(metrics[folder]).toBeGreaterThan(0.3);
});

test('a folder that changed since it was asked for is another question', async () => {
  const asked = (): Cell =>
    smallCell({
      ...{ dataSet: folder, method: 'zeroShot', testPerClass: undefined },
      contents: ownContents([folder]),
    });
  const before = asked();
  await runCell(before, workshop);
  await draw(folder, { white_things: '#f0f0f0' }, 2);
  expect((await runCell(asked(), workshop)).record.perClass).toHaveLength(4);
  const elsewhere = openWorkshop({ root: '.', backend: 'wasm' });
  await expect(runCell(before, elsewhere)).rejects.toThrow(
    `${folder}: other files than when this was asked for`,
  );
  await elsewhere.dispose();
});

test.each(['coOp', 'dsra'])(
  '%s: a test picture that breaks off is told before anything is trained',
  async (method) => {
    const bad = await mkdtemp(path.join(tmpdir(), 'dsra-broken-'));
    await draw(path.join(bad, 'train'), { red_things: '#d02020', blue_things: '#2040e0' }, 2);
    await draw(path.join(bad, 'test'), { red_things: '#d02020', blue_things: '#2040e0' }, 2);
    const file = path.join(bad, 'test', 'red_things', 'broken.jpg');
    const noise = { type: 'gaussian', mean: 100, sigma: 40 } as const;
    const whole = await sharp({ create: { width: 90, height: 90, channels: 3, background: 'red', noise } })
      .jpeg()
      .toBuffer();
    await writeFile(file, whole.subarray(0, whole.length / 2));
    const trained: number[] = [];
    for (const protocol of ['fewShot', 'crossDataSet'] as const) {
      const cell = smallCell({ protocol, dataSet: bad, method, testPerClass: undefined, targets: [] });
      const onProgress = (share: number): void => void trained.push(share);
      await expect(runCell(cell, workshop, { onProgress })).rejects.toThrow(file);
    }
    expect(trained).toEqual([]);
    await rm(bad, { recursive: true });
  },
);

test('a frozen image tower encodes test pictures once; one that learns, in every cell', async () => {
  const own = openWorkshop({ root: '.', backend: 'wasm' });
  const { clip, fingerprint } = await own.model('embedded');
  let pictures = 0;
  const counting: Workshop = {
    ...own,
    model: () =>
      Promise.resolve({
        fingerprint,
        clip: {
          ...clip,
          encodeImage: (pixels, ...more) => {
            pictures += pixels.shape[0];
            return clip.encodeImage(pixels, ...more);
          },
        },
      }),
  };
  const encoded = async (method: string, seed = 1): Promise<number> => {
    const before = pictures;
    const { record } = await runCell(smallCell({ method, seed }), counting);
    expect(record.metrics).toEqual({
      ...(await run({ method, seed })).metrics,
      picturesPerSecond: record.picturesPerSecond,
    });
    return pictures - before;
  };
  expect(await encoded('zeroShot')).toBe(24);
  const trainingAndSpeed = 12 + 6 * 16;
  expect(await encoded('coOp')).toBe(trainingAndSpeed);
  expect(await encoded('clipAdapter', 2)).toBe(trainingAndSpeed);
  expect(await encoded('vpt')).toBe(trainingAndSpeed + 24);
  await own.dispose();
});

test('a cell that breaks is a result with the reason; one that cannot be begun is none', async () => {
  const cell = smallCell();
  const broken = {
    ...cell,
    settings: { ...cell.settings, epochs: 3, learningRate: 1e30, optimizer: 'sgd' as const },
  };
  const { record } = await runUnit(unitsOf([broken])[0]!, workshop);
  expect(record).toMatchObject({ status: 'failed', metrics: {}, cell: broken });
  expect(record.error).toContain('NaN');
  const pets = smallCell({ dataSet: 'oxfordPets' });
  await expect(runUnit(unitsOf([pets])[0]!, workshop)).rejects.toThrow(
    'OxfordPets: oxford_pets is not there',
  );
});

test('a signal stops between two steps', async () => {
  const stop = new AbortController();
  const progress: number[] = [];
  const onProgress = (share: number): void => {
    progress.push(share);
    if (progress.length === 2) stop.abort();
  };
  const cell = smallCell({ epochs: 50, shots: 4 });
  await expect(runUnit(unitsOf([cell])[0]!, workshop, { signal: stop.signal, onProgress })).rejects.toThrow(
    'interrupted',
  );
  // The tests are the rest of it.
  const whole = 3 * 50 * 48 + 24;
  expect(progress.map((share) => Math.round(share * whole))).toEqual([48, 96]);
});

test('progress goes through training and tests to its end; a signal stops the tests too', async () => {
  const cell = smallCell({ epochs: 1, testPerClass: 4 });
  const progress: number[] = [];
  await runCell(cell, workshop, { onProgress: (share) => progress.push(share) });
  expect(progress.map((share) => Math.round(share * (36 + 48)))).toEqual([36, 52, 68, 84]);
  const stop = new AbortController();
  const seen: number[] = [];
  const onProgress = (share: number): void => {
    seen.push(share);
    if (seen.length === 2) stop.abort();
  };
  await expect(runCell(cell, workshop, { signal: stop.signal, onProgress })).rejects.toThrow('interrupted');
  expect(seen).toHaveLength(2);
});
