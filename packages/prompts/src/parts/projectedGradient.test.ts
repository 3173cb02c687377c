import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { relativeError } from '../../../../test/support/golden';
import type { Outcome } from '../method';
import { distanceFromZeroShot, projectOntoGuide } from './projectedGradient';

beforeAll(async () => {
  await tf.setBackend('wasm');
});
beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

/** Pairs of gradients of one tensor, of any size, near and far from each other in length. */
const gradients = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: size, maxLength: size });
  const scale = fc.constantFrom(1e-6, 1e-3, 1);
  return fc
    .tuple(values, values, scale, scale)
    .map(([task, guide, one, other]) => [task.map((x) => x * one), guide.map((x) => x * other)] as const);
});

const dot = (one: ArrayLike<number>, other: ArrayLike<number>) =>
  Array.from(one).reduce((sum, value, i) => sum + value * other[i]!, 0);
const length = (one: ArrayLike<number>) => Math.sqrt(dot(one, one));
const bend = (strength: number, task: readonly number[], guide: readonly number[]) =>
  tf.tidy(() => [...projectOntoGuide(strength)(tf.tensor1d([...task]), tf.tensor1d([...guide])).dataSync()]);
const f32 = (values: readonly number[]) => [...Float32Array.from(values)];

describe('bending a gradient', () => {
  test('a guide of zero changes nothing', () => {
    fc.assert(
      fc.property(gradients, ([task]) => {
        expect(
          bend(
            1,
            task,
            task.map(() => 0),
          ),
        ).toEqual(f32(task));
      }),
    );
  });

  test('where it agrees with the guide, it is left as it is', () => {
    fc.assert(
      fc.property(gradients, ([task, guide]) => {
        fc.pre(dot(task, guide) > 1e-5 * length(task) * length(guide));
        expect(bend(1, task, guide)).toEqual(f32(task));
      }),
    );
  });

  test('at full strength it never points against the guide, and only that part is gone', () => {
    let against = 0;
    fc.assert(
      fc.property(gradients, ([task, guide]) => {
        const bent = bend(1, task, guide);
        const rounding = 1e-5 * length(task) * length(guide);
        expect(dot(bent, guide)).toBeGreaterThanOrEqual(-rounding);
        if (dot(task, guide) >= -rounding) return;
        against++;
        expect(Math.abs(dot(bent, guide))).toBeLessThanOrEqual(rounding);
        const share = dot(task, guide) / dot(guide, guide);
        const expected = task.map((value, i) => value - share * guide[i]!);
        bent.forEach((value, i) => {
          expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-5 * length(task));
        });
      }),
    );
    expect(against).toBeGreaterThan(10);
  });

  test('strength says how much of that part is taken out', () => {
    expect(bend(0, [1, 0], [-1, 1])).toEqual([1, 0]);
    expect(bend(0.5, [1, 0], [-1, 1])).toEqual([0.75, 0.25]);
    expect(bend(1, [1, 0], [-1, 1])).toEqual([0.5, 0.5]);
  });

  test('the shape stays, and the whole tensor has one direction', () => {
    const bent = projectOntoGuide(1)(
      tf.tensor2d([
        [1, 0],
        [2, 0],
      ]),
      tf.tensor2d([
        [-1, 1],
        [0, 0],
      ]),
    );
    expect(bent.arraySync()).toEqual([
      [0.5, 0.5],
      [2, 0],
    ]);
    // Row by row, the second would have kept what the first gave up.
    const both = projectOntoGuide(1)(
      tf.tensor2d([
        [1, 0],
        [0, 1],
      ]),
      tf.tensor2d([
        [-1, 0],
        [0, 1],
      ]),
    );
    expect(both.arraySync()).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });
});

describe('the distance from the zero-shot answers', () => {
  const distance = (temperature: number, given: number[][], zeroShot: number[][]) =>
    distanceFromZeroShot(temperature)({}, {
      logits: tf.tensor2d(given),
      imageTeacher: { logits: tf.tensor2d(zeroShot) },
    } as unknown as Outcome).dataSync()[0]!;
  const softmax = (row: number[]) => {
    const powers = row.map(Math.exp);
    return powers.map((power) => power / powers.reduce((sum, it) => sum + it));
  };

  test.each([1, 2])('is T²·cross-entropy at temperature %d, averaged over images', (temperature) => {
    const [given, zeroShot] = [
      [
        [1, 2, 0],
        [0, -1, 3],
      ],
      [
        [2, 2, 1],
        [0.5, 0, 0],
      ],
    ] as [number[][], number[][]];
    const expected = given.map((row, i) => {
      const teacher = softmax(zeroShot[i]!.map((x) => x / temperature));
      const student = softmax(row.map((x) => x / temperature));
      return -dot(teacher, student.map(Math.log)) * temperature ** 2;
    });
    const mean = (expected[0]! + expected[1]!) / 2;
    expect(relativeError([distance(temperature, given, zeroShot)], [mean])).toBeLessThan(1e-6);
  });

  test('is least at the zero-shot answers themselves', () => {
    const zeroShot = [[2, 0, 1]];
    const least = distance(1, zeroShot, zeroShot);
    for (const other of [[[2.3, 0, 1]], [[2, 0.3, 1]], [[1.5, 0, 1]]]) {
      expect(distance(1, other, zeroShot)).toBeGreaterThan(least);
    }
  });
});
