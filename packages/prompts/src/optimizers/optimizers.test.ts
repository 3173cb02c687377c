import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { goldenJson, isRecorded } from '../../../../test/support/golden';
import { testEach } from '../../../../test/support/testEach';
import { adam } from './adam';
import { adamW } from './adamW';
import { type Arithmetic, tensorArithmetic } from './arithmetic';
import type { Optimizer } from './optimizer';
import { sgd } from './sgd';

const zip = (a: number[], b: number[], f: (x: number, y: number) => number) => a.map((x, i) => f(x, b[i]!));

/** The rules in float64. */
const float64: Arithmetic<number[]> = {
  add: (a, b) => zip(a, b, (x, y) => x + y),
  subtract: (a, b) => zip(a, b, (x, y) => x - y),
  multiply: (a, b) => zip(a, b, (x, y) => x * y),
  divide: (a, b) => zip(a, b, (x, y) => x / y),
  scale: (a, factor) => a.map((x) => x * factor),
  shift: (a, amount) => a.map((x) => x + amount),
  squareRoot: (a) => a.map(Math.sqrt),
};

interface Step {
  lr: number;
  grad: number[];
}

/** Runs the steps in one arithmetic; gives the parameters and memory after each. */
function trace<T>(
  optimizer: Optimizer,
  math: Arithmetic<T>,
  from: (values: number[]) => T,
  start: number[],
  steps: Step[],
) {
  let parameters = from(start);
  let memory = Object.fromEntries(optimizer.memory.map((name) => [name, from(start.map(() => 0))]));
  return steps.map(({ lr, grad }, index) => {
    const update = { parameters, gradient: from(grad), memory, learningRate: lr, count: index + 1 };
    ({ parameters, memory } = optimizer.update(math, update));
    return { parameters, memory };
  });
}

const largestDifference = (a: ArrayLike<number>, b: number[]) =>
  Math.max(...b.map((y, i) => Math.abs(a[i]! - y)));

interface Case {
  name: string;
  momentum: number;
  weight_decay: number;
  init: number[];
  steps: (Step & { param_after: number[]; velocity_after: number[] | null })[];
}

const file = 'optimizer.json';
const { cases } = (isRecorded(file) ? goldenJson(file) : { cases: [] }) as { cases: Case[] };

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('sgd equals torch.optim.SGD as Dassl builds it', () => {
  const build = (one: Case) => sgd({ momentum: one.momentum, weightDecay: one.weight_decay });

  testEach(file, cases, '$name: the formula, in float64, to 1e-12', (one) => {
    trace(build(one), float64, (v) => v, one.init, one.steps).forEach(({ parameters, memory }, i) => {
      expect(largestDifference(parameters, one.steps[i]!.param_after)).toBeLessThanOrEqual(1e-12);
      // Without momentum PyTorch keeps no velocity.
      const velocity = one.steps[i]!.velocity_after ?? memory.velocity!;
      expect(largestDifference(memory.velocity!, velocity)).toBeLessThanOrEqual(1e-12);
    });
  });

  testEach(file, cases, '$name: on tensors, to float32 rounding', (one) => {
    tf.tidy(() => {
      trace(build(one), tensorArithmetic, (v) => tf.tensor1d(v), one.init, one.steps).forEach(
        ({ parameters }, i) => {
          // Eight steps of values around 1: a few units of 2⁻²⁴ each.
          expect(largestDifference(parameters.dataSync(), one.steps[i]!.param_after)).toBeLessThanOrEqual(
            2e-6,
          );
        },
      );
    });
  });
});

describe('adam and adamW', () => {
  const steps: Step[] = [
    { lr: 0.1, grad: [1, -4] },
    { lr: 0.1, grad: [1, 4] },
  ];
  const start = [2, -3];

  test('the first step of adam has the length of the rate, whatever the gradient', () => {
    const [first] = trace(adam(), float64, (v) => v, start, steps);
    expect(largestDifference(first!.parameters, [1.9, -2.9])).toBeLessThan(1e-8);
  });

  test('the second step, by hand', () => {
    const [, second] = trace(adam(), float64, (v) => v, start, steps);
    // First leaf: the same gradient twice. Second: mean (0.9·0.1·(−4) + 0.1·4)/(1 − 0.81), square 16.
    const direction = (0.9 * 0.1 * -4 + 0.1 * 4) / (1 - 0.81) / 4;
    expect(largestDifference(second!.parameters, [1.8, -2.9 - 0.1 * direction])).toBeLessThan(1e-8);
  });

  test('adam’s decay passes through the normalisation, adamW’s does not', () => {
    const still: Step[] = [{ lr: 0.1, grad: [0, 0] }];
    const [coupled] = trace(adam({ weightDecay: 0.01 }), float64, (v) => v, start, still);
    const [decoupled] = trace(adamW({ weightDecay: 0.01 }), float64, (v) => v, start, still);
    expect(largestDifference(coupled!.parameters, [1.9, -2.9])).toBeLessThan(1e-6);
    expect(largestDifference(decoupled!.parameters, [2 * 0.999, -3 * 0.999])).toBeLessThan(1e-12);
  });

  test.each([adam({ weightDecay: 0.1 }), adamW()])('tensors agree with float64', (optimizer) => {
    const exact = trace(optimizer, float64, (v) => v, start, steps);
    tf.tidy(() => {
      trace(optimizer, tensorArithmetic, (v) => tf.tensor1d(v), start, steps).forEach(({ parameters }, i) => {
        expect(largestDifference(parameters.dataSync(), exact[i]!.parameters)).toBeLessThanOrEqual(1e-6);
      });
    });
  });
});
