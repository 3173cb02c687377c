/** KgCoOp's and PromptSRC's terms, from numbers that can be followed by hand. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mersenneTwister } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { normalTensor } from '../../../../test/support/randomClip';
import type { Outcome } from '../method';
import { nearHandWritten } from './knowledge';
import { nearImageTeacher, nearTeacherAnswers, nearTextTeacher } from './selfRegulation';

beforeAll(async () => {
  await tf.setBackend('wasm');
});
beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

/** (3, 4) has the direction (0.6, 0.8). */
const features = () => ({
  text: tf.tensor2d([
    [3, 4],
    [0, 2],
  ]),
  image: tf.tensor2d([[3, 4]]),
});
const directions = () =>
  tf.tensor2d([
    [0.6, 0.8],
    [0, 1],
  ]);
const value = (loss: tf.Scalar) => loss.dataSync()[0]!;
const seen = (outcome: object) => outcome as Outcome;

describe('KgCoOp: weight · (1 − mean cosine with the hand-written classes)', () => {
  const knowledge = (weight: number, classes: tf.Tensor2D) =>
    value(nearHandWritten(weight)({}, seen({ features: features(), classTeacher: { classes } })));

  test('zero for the same directions, whatever the lengths', () => {
    expect(knowledge(8, directions())).toBeCloseTo(0, 6);
  });
  test('the mean over classes, times the weight', () => {
    // Cosines 0.6 and −1.
    const classes = tf.tensor2d([
      [1, 0],
      [0, -1],
    ]);
    expect(knowledge(1, classes)).toBeCloseTo(1 - (0.6 - 1) / 2, 6);
    expect(knowledge(8, classes)).toBeCloseTo(8 * 1.2, 5);
  });
});

describe('PromptSRC: mean absolute distance between directions', () => {
  test('of the classes', () => {
    const term = (classes: tf.Tensor2D) =>
      value(nearTextTeacher(25)({}, seen({ features: features(), classTeacher: { classes } })));
    expect(term(directions())).toBeCloseTo(0, 5);
    // |0.6 − 1| + |0.8 − 0| + 0 + |1 + 1| over four numbers.
    expect(
      term(
        tf.tensor2d([
          [1, 0],
          [0, -1],
        ]),
      ),
    ).toBeCloseTo((25 * (0.4 + 0.8 + 0 + 2)) / 4, 4);
  });
  test('of the images', () => {
    const term = (teacher: tf.Tensor2D) =>
      value(nearImageTeacher(10)({}, seen({ features: features(), imageTeacher: { features: teacher } })));
    expect(term(tf.tensor2d([[0.6, 0.8]]))).toBeCloseTo(0, 5);
    expect(term(tf.tensor2d([[0, 1]]))).toBeCloseTo((10 * (0.6 + 0.2)) / 2, 5);
  });
});

describe('PromptSRC: KL(teacher ‖ student) ÷ (images · classes)', () => {
  const divergence = (given: tf.Tensor2D, teacher: tf.Tensor2D) =>
    value(nearTeacherAnswers({}, seen({ logits: given, imageTeacher: { logits: teacher } })));
  const random = (seed: number) => normalTensor<tf.Rank.R2>(mersenneTwister(seed), [2, 5], 3);

  test('zero for equal answers, also when all logits of an image are higher', () => {
    const logits = random(1);
    expect(divergence(logits, logits)).toBe(0);
    expect(divergence(tf.add(logits, tf.tensor2d([[7], [-3]])), logits)).toBeCloseTo(0, 6);
  });

  test('else above zero, and not the same the other way round', () => {
    const [one, other] = [random(1), random(2)];
    expect(divergence(one, other)).toBeGreaterThan(0.01);
    expect(divergence(one, other)).not.toBeCloseTo(divergence(other, one), 3);
  });

  test('the sum over images and classes, divided by both numbers', () => {
    const teacher = [
      [Math.log(0.5), Math.log(0.25), Math.log(0.25)],
      [0, 0, 0],
    ];
    const student = [
      [0, 0, 0],
      [Math.log(0.5), Math.log(0.25), Math.log(0.25)],
    ];
    const third = 1 / 3;
    const first = 0.5 * Math.log(0.5 / third) + 2 * 0.25 * Math.log(0.25 / third);
    const second = third * Math.log(third / 0.5) + 2 * third * Math.log(third / 0.25);
    expect(divergence(tf.tensor2d(student), tf.tensor2d(teacher))).toBeCloseTo((first + second) / (2 * 3), 6);
  });
});
