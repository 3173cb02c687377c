import { mersenneTwister } from '@dsra/core';
import { useBackend } from '@dsra/runtime';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { adamW } from './adamW';
import { contrastiveLoss, questionLoss } from './contrastiveLoss';
import { drawBatch } from './drawBatch';
import { gridPositions } from './gridPositions';
import { learningRate } from './learningRate';
import { muon } from './muon';
import { optimizer, type Rule } from './optimizer';
import { patchFilters } from './patchFilters';
import { easyShare } from './plan';
import { samplePatches } from './samplePatches';
import { newTrainee } from './trainee';
import { trainStep } from './trainStep';

beforeAll(async () => {
  await useBackend('wasm');
});

const normals = (rows: number, columns: number, seed: number): tf.Tensor2D => {
  const random = mersenneTwister(seed);
  return tf.tensor2d(
    Array.from({ length: rows * columns }, () => random.normal()),
    [rows, columns],
  );
};

describe('losses', () => {
  const number = (loss: tf.Scalar): number => loss.dataSync()[0]!;
  const pairs = () => [normals(3, 4, 1), normals(3, 4, 2)] as const;
  const scale = () => tf.scalar(Math.log(5));

  /** Cosines times 5, in plain numbers. */
  const logits = (): number[][] => {
    const [a, b] = pairs().map((features) => features.arraySync());
    const length = (row: number[]): number => Math.hypot(...row);
    return a!.map((x) =>
      b!.map((y) => (5 * x.reduce((sum, value, i) => sum + value * y[i]!, 0)) / length(x) / length(y)),
    );
  };
  const logShare = (row: number[], own: number): number =>
    row[own]! - Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0));

  test('the contrastive loss is the mean cross-entropy of both directions', () => {
    const found = contrastiveLoss(...pairs(), scale(), tf.zeros([3, 3]));
    const rows = logits();
    const columns = rows.map((_, j) => rows.map((row) => row[j]!));
    const expected = [rows, columns].flatMap((side) => side.map((row, i) => -logShare(row, i) / 6));
    expect(number(found)).toBeCloseTo(
      expected.reduce((a, b) => a + b),
      5,
    );
  });

  test('a caption that is also true of another picture is no negative for it', () => {
    const alsoTrue = tf.tensor2d([0, 1, 0, 0, 0, 0, 0, 0, 0], [3, 3]);
    const rows = logits();
    rows[0]![1] = -Infinity;
    const columns = rows.map((_, j) => rows.map((row) => row[j]!));
    const expected = [rows, columns].flatMap((side) => side.map((row, i) => -logShare(row, i) / 6));
    expect(number(contrastiveLoss(...pairs(), scale(), alsoTrue))).toBeCloseTo(
      expected.reduce((a, b) => a + b),
      5,
    );
  });

  test('a question counts the pictures that answer it', () => {
    const answers = tf.tensor2d([0, 0, 1, 0, 0, 0, 1, 0, 0], [3, 3]);
    const [first, , third] = logits();
    const expected = -(logShare(first!, 2) + logShare(third!, 0)) / 3;
    expect(number(questionLoss(...pairs(), scale(), answers))).toBeCloseTo(expected, 5);
  });
});

describe('optimisers', () => {
  const rules: readonly (readonly [string, Rule])[] = [
    ['adamW', adamW],
    ['muon', muon],
  ];
  test.each(rules)('%s comes close to a matrix that it is pulled to', (_, rule) => {
    const target = normals(4, 6, 3);
    const variable = tf.variable(tf.zeros<tf.Rank.R2>([4, 6]));
    const { update } = optimizer([variable], () => rule);
    const distance = (): number => tf.norm(tf.sub(variable, target)).dataSync()[0]!;
    const before = distance();
    for (let step = 1; step <= 100; step++) {
      tf.tidy(() => {
        update([tf.sub(variable, target)], step, 0.02);
      });
    }
    expect(distance()).toBeLessThan(0.3 * before);
  });

  test('muon moves every direction of a matrix by about the same length', () => {
    const variable = tf.variable(tf.zeros<tf.Rank.R2>([4, 4]));
    optimizer([variable], () => muon).update([tf.diag(tf.tensor1d([1, 2, 4, 8]))], 1, 0.1);
    const [a, b, c, d] = tf.neg(variable).arraySync();
    const moved = [a![0]!, b![1]!, c![2]!, d![3]!];
    for (const length of moved) expect(length).toBeGreaterThan(0.6);
    for (const length of moved) expect(length).toBeLessThan(1.3);
  });
});

test('the learning rate rises, stays positive, and falls', () => {
  const rates = Array.from({ length: 20 }, (_, step) =>
    learningRate(step, { peak: 1, warmUp: 5, steps: 20 }),
  );
  expect(rates.slice(0, 5)).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  expect(rates.slice(5)).toEqual(rates.slice(5).sort((a, b) => b - a));
  expect(rates.at(-1)).toBeGreaterThan(0);
});

test('training begins with easy pictures alone and ends without', () => {
  expect([0, 100, 1000].map((step) => easyShare(step, 1000))).toEqual([1, 1, 0]);
  expect(easyShare(400, 1000)).toBeCloseTo(4 / 9, 5);
});

describe('the first embedding', () => {
  test('gives every wave variance 1 on the pictures', () => {
    const patches = samplePatches(12, 20, mersenneTwister(1));
    expect(patches.shape).toEqual([20 * 16, 432]);
    const filters = patchFilters(12, 8, patches);
    const { variance } = tf.moments(tf.matMul(patches, filters), 0);
    for (const value of variance.dataSync()) expect(value).toBeCloseTo(1, 2);
  });

  test('tells all places of the grid apart', () => {
    const positions = gridPositions(4, 16);
    const rows = Array.from({ length: 17 }, (_, i) => positions.slice(16 * i, 16 * (i + 1)).join());
    expect(new Set(rows).size).toBe(17);
  });
});

describe('training', () => {
  const request = { size: 6, seed: 1, step: 3, easy: 0.5 };

  test('draws the same batch again', () => {
    expect(drawBatch(request)).toEqual(drawBatch(request));
    expect(drawBatch(request).texts).not.toEqual(drawBatch({ ...request, step: 4 }).texts);
  });

  test('asks only what the picture answers, once', () => {
    for (const { sentences, answers } of drawBatch(request).questions) {
      for (let row = 0; row < request.size; row++) {
        const marks = answers.slice(row * sentences.length, (row + 1) * sentences.length);
        expect([0, 1]).toContain(marks.reduce((sum, value) => sum + value, 0));
      }
    }
  });

  test('lowers the loss of a batch and keeps no tensors', () => {
    const wordId = (word: string): number => (word.length * 7 + word.charCodeAt(0) * 3) % 98;
    const encode = (text: string): number[] => [98, ...text.split(' ').map(wordId), 99];
    const trainee = newTrainee(100, encode, 1);
    const drawn = drawBatch({ ...request, size: 4 });
    const batch = { ...drawn, questions: drawn.questions.slice(0, 1) };
    const first = trainStep(trainee, batch, 0, 1e-3);
    const held = tf.memory().numTensors;
    let last = first;
    for (let step = 1; step < 3; step++) last = trainStep(trainee, batch, step, 1e-3);
    expect(tf.memory().numTensors).toBe(held);
    expect(last).toBeLessThan(first);
  });
});
