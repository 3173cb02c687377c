import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { leaves } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { learningCases } from '../../../../test/support/methodCases';
import {
  flatGradients,
  fresh,
  moved,
  releaseBatch,
  smallBatch,
  withClip,
} from '../../../../test/support/methodRuns';
import { classNames, noisyExamples } from '../../../../test/support/smallTask';
import { fit } from '../fit';
import { sgd } from '../optimizers/sgd';
import { disposeSetup } from '../setup';
import { lossGradients } from '../training/lossGradients';
import { lossNames } from '../training/objective';
import { disposeState, initialState, trainStep } from '../training/step';
import { load } from '../tuned/load';

// Seconds on a free machine.
jest.setTimeout(60_000);

beforeAll(async () => {
  await tf.setBackend('wasm');
});

describe.each(learningCases)('$name', ({ method, host, unmergeable }) => {
  // Both members of a combination are cases of their own.
  const steps = host ? 10 : 50;

  test('gradients are finite and reach every leaf', () =>
    withClip((clip) => {
      const { run, params, release } = moved(method, clip);
      const batch = smallBatch();
      tf.tidy(() => {
        const { losses, gradients } = lossGradients(run, params, batch);
        expect([...losses.dataSync()].every(Number.isFinite)).toBe(true);
        const largest = gradients.map((gradient) => tf.max(tf.abs(gradient)).dataSync()[0]!);
        leaves(params).forEach(([path, { shape }], i) => {
          expect([path, gradients[i]!.shape]).toEqual([path, shape]);
          expect([path, Number.isFinite(largest[i]), largest[i]! > 0]).toEqual([path, true, true]);
        });
      });
      releaseBatch(batch);
      release();
    }));

  test('one step lowers the loss of its batch, by as much as the gradient promises', () =>
    withClip((clip) => {
      const { run, params } = moved(method, clip);
      const batch = smallBatch();
      const { losses, gradients } = flatGradients(run, params, batch);
      const total = (values: Float32Array) =>
        values.slice(0, lossNames(run).length).reduce((sum, loss) => sum + loss, 0);
      const start = total(losses);
      // So small a step that the loss is nearly a plane: it falls by a thousandth.
      const learningRate = (1e-3 * start) / gradients.reduce((sum, value) => sum + value * value, 0);
      const optimizer = sgd({ weightDecay: 0 });
      const before = initialState(params, optimizer);
      const { state: after, report } = trainStep(run, before, batch, { optimizer, learningRate });
      const fall = (start - total(flatGradients(run, after.params, batch).losses)) / start;
      expect(fall).toBeGreaterThan(0.9e-3);
      expect(fall).toBeLessThan(1.1e-3);
      report.dispose();
      [before, after].forEach(disposeState);
      releaseBatch(batch);
      disposeSetup(run.setup);
    }));

  test(`nothing is left behind by ${steps} steps`, () =>
    withClip((clip) => {
      const { run, params } = fresh(method, clip);
      const batch = smallBatch();
      let state = initialState(params, sgd());
      const start = tf.memory().numTensors;
      for (let step = 0; step < steps; step++) {
        const next = trainStep(run, state, batch, { optimizer: sgd(), learningRate: 1e-3 });
        next.report.dispose();
        disposeState(state);
        state = next.state;
        expect(tf.memory().numTensors).toBe(start);
      }
      disposeState(state);
      releaseBatch(batch);
      disposeSetup(run.setup);
    }));

  test('nothing is left behind by fit, predict, load, merge and dispose', () =>
    withClip(async (clip) => {
      const examples = noisyExamples(7);
      const tuned = await fit(method, { clip, classNames, examples, epochs: 2, batchSize: 3 });
      const { probabilities } = await tuned.predict(examples[0]!.image);
      expect(probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
      const loaded = await load(await tuned.files(), { clip });
      for (const it of [tuned, loaded]) {
        if (unmergeable) expect(() => it.merge()).toThrow('cannot be folded');
        else it.merge().dispose();
        it.dispose();
      }
    }));
});
