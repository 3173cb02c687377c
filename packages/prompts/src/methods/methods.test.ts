import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { disposeParams, leaves, type Params, shapesOf } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { relativeError } from '../../../../test/support/golden';
import { classNames, noisyExamples, roomyClip, stirred } from '../../../../test/support/smallTask';
import { combine } from '../combine';
import { fit } from '../fit';
import { architectureOf, learnedShapes, type Method } from '../method';
import { sgd } from '../optimizers/sgd';
import { disposeSetup, prepareSetup } from '../setup';
import { type Batch, lossGradients } from '../training/lossGradients';
import type { Run } from '../training/run';
import { oneHot } from '../training/source';
import { disposeState, initialState, trainStep } from '../training/step';
import { toVector } from '../training/vector';
import { stream } from '../training/stream';
import { load } from '../tuned/load';
import { createTuned, type Tuned } from '../tuned/tuned';
import { dsra } from './dsra';
import { methodTable } from './table';
import { zeroShot } from './zeroShot';

/** Every method of the table, as small as the towers here, and what only some options reach. */
const cases: { name: string; from: string[]; method: Method }[] = [
  { name: 'zeroShot', from: ['zeroShot'], method: zeroShot() },
  { name: 'zeroShot, one template', from: ['zeroShot'], method: zeroShot({ template: 'the {}.' }) },
  {
    name: 'zeroShot, an ensemble',
    from: ['zeroShot'],
    method: zeroShot({ template: ['a {}.', 'my {} now.'] }),
  },
  { name: 'dsra', from: ['dsra'], method: dsra({ rank: 3 }) },
  { name: 'dsra, attention only', from: ['dsra'], method: dsra({ rank: 2, sites: ['attention'] }) },
  {
    name: 'dsra, nothing shared but M',
    from: ['dsra'],
    method: dsra({ rank: 2, coefficients: { acrossTowers: 'separate', acrossSites: 'separate' } }),
  },
  {
    name: 'dsra, paired unevenly',
    from: ['dsra'],
    method: dsra({ rank: 2, pairing: { text: [0, null, 1], vision: [0, 0, 1] } }),
  },
  {
    name: 'dsra with a template of zeroShot',
    from: ['dsra', 'zeroShot'],
    method: combine({ dsra: dsra({ rank: 2 }), words: zeroShot({ template: 'one {}.' }) }),
  },
];

const learning = cases.filter(({ method }) => method.parameters);

// Seconds on a free machine.
jest.setTimeout(60_000);

beforeAll(async () => {
  await tf.setBackend('wasm');
});

test('every method of the table is tested', () => {
  expect([...new Set(cases.flatMap(({ from }) => from))].sort()).toEqual(Object.keys(methodTable).sort());
});

/** Runs with a clip and checks that nothing outlives it. */
async function withClip(use: (clip: ReturnType<typeof roomyClip>) => Promise<void> | void): Promise<void> {
  const before = tf.memory().numTensors;
  const clip = roomyClip();
  await use(clip);
  clip.dispose();
  expect(tf.memory().numTensors).toBe(before);
}

function fresh(method: Method, clip: ReturnType<typeof roomyClip>): { run: Run; params: Params } {
  const setup = prepareSetup(method, { clip, classNames }, { forTraining: true });
  const params = method.parameters?.init(stream(3, 'init'), { clip, classNames }) ?? {};
  return { run: { method, setup, memoryBudget: 1e9 }, params };
}

/** With parameters that are not at their start, where many gradients are zero. */
function moved(method: Method, clip: ReturnType<typeof roomyClip>): { run: Run; params: Params } {
  const { run, params } = fresh(method, clip);
  const other = stirred(params);
  disposeParams(params);
  return { run, params: other };
}

const nothingLearned = { parameters: undefined, text: undefined, vision: undefined };

const pixelsOf = (): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from({ length: 4 * 8 * 8 * 3 }, (_, i) => Math.sin(i * 1.7)),
    [4, 8, 8, 3],
  );
const batchOf = (): Batch => ({ pixels: pixelsOf(), labels: oneHot([0, 1, 2, 1], 3) });
const releaseAll = ({ pixels, labels }: Batch): void => {
  tf.dispose([pixels!, labels]);
};

function logitsOf(tuned: Tuned): Float32Array {
  // A copy: wasm hands out its own memory.
  return tf.tidy(() => tuned.logits(pixelsOf()).dataSync()).slice() as Float32Array;
}

describe.each(cases)('$name', ({ method, from }) => {
  test('shapes are those of init', () =>
    withClip((clip) => {
      const { run, params } = fresh(method, clip);
      expect(learnedShapes(method, architectureOf(run.setup))).toEqual(shapesOf(params));
      disposeParams(params);
      disposeSetup(run.setup);
    }));

  test('fresh, it gives the logits of plain CLIP with its prompts', () =>
    withClip((clip) => {
      if (!from.every((name) => methodTable[name]!.freshIsZeroShot)) return;
      const tuned = createTuned(fresh(method, clip));
      const plain = createTuned(fresh({ ...method, ...nothingLearned }, clip));
      expect(relativeError(logitsOf(tuned), logitsOf(plain))).toBeLessThan(1e-6);
      tuned.dispose();
      plain.dispose();
    }));

  test('save → load gives the same logits, and other class names work', () =>
    withClip(async (clip) => {
      const tuned = createTuned(moved(method, clip));
      const files = await tuned.files();
      const loaded = await load(files, { clip });
      expect(loaded.classNames).toEqual(classNames);
      expect([...logitsOf(loaded)]).toEqual([...logitsOf(tuned)]);
      const renamed = loaded.withClassNames(['cat', 'x', 'fox', 'emu']);
      const logits = tf.tidy(() => renamed.logits(pixelsOf()).arraySync());
      const column = tf.tidy(() => tuned.logits(pixelsOf()).arraySync());
      // A class keeps its logits whatever stands beside it.
      logits.forEach((row, i) => {
        expect(row).toHaveLength(4);
        expect(row[0]).toBeCloseTo(column[i]![0]!, 3);
      });
      renamed.dispose();
      loaded.dispose();
      tuned.dispose();
    }));

  test('merged, a plain Clip gives the same logits; or merging is refused with the reason', () =>
    withClip((clip) => {
      const tuned = createTuned(moved(method, clip));
      if (method.features) {
        expect(() => tuned.merge()).toThrow(
          'cannot be folded into CLIP: it changes features after the towers',
        );
      } else {
        const hooked = logitsOf(tuned);
        const merged = tuned.merge();
        const plain = createTuned(fresh({ prompts: method.prompts?.bind(method) }, merged));
        expect(relativeError(logitsOf(plain), hooked)).toBeLessThan(1e-4);
        // The original is untouched.
        expect([...logitsOf(tuned)]).toEqual([...hooked]);
        plain.dispose();
        merged.dispose();
      }
      tuned.dispose();
    }));
});

describe.each(learning)('$name learns', ({ method }) => {
  test('gradients are finite and reach every leaf', () =>
    withClip((clip) => {
      const { run, params } = moved(method, clip);
      const batch = batchOf();
      tf.tidy(() => {
        const { losses, gradients } = lossGradients(run, params, batch);
        expect([...losses.dataSync()].every(Number.isFinite)).toBe(true);
        const largest = gradients.map((gradient) => tf.max(tf.abs(gradient)).dataSync()[0]!);
        leaves(params).forEach(([path], i) => {
          expect([path, Number.isFinite(largest[i]), largest[i]! > 0]).toEqual([path, true, true]);
        });
      });
      releaseAll(batch);
      disposeParams(params);
      disposeSetup(run.setup);
    }));

  test('one step lowers the loss of its batch', () =>
    withClip((clip) => {
      const { run, params } = moved(method, clip);
      const batch = batchOf();
      const before = initialState(params, sgd());
      const rate = { optimizer: sgd(), learningRate: 1e-4 };
      const first = trainStep(run, before, batch, rate);
      const second = trainStep(run, first.state, batch, rate);
      expect(second.report.dataSync()[0]).toBeLessThan(first.report.dataSync()[0]!);
      tf.dispose([first.report, second.report]);
      [before, first.state, second.state].forEach(disposeState);
      releaseAll(batch);
      disposeSetup(run.setup);
    }));

  test('nothing is left behind by 100 steps', () =>
    withClip((clip) => {
      const { run, params } = fresh(method, clip);
      const batch = batchOf();
      let state = initialState(params, sgd());
      const start = tf.memory().numTensors;
      for (let step = 0; step < 100; step++) {
        const { state: next, report } = trainStep(run, state, batch, {
          optimizer: sgd(),
          learningRate: 1e-3,
        });
        report.dispose();
        disposeState(state);
        state = next;
        expect(tf.memory().numTensors).toBe(start);
      }
      disposeState(state);
      releaseAll(batch);
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
        if (!method.features) it.merge().dispose();
        it.dispose();
      }
    }));

  test('cpu and wasm agree', async () => {
    const results: Record<string, { losses: Float32Array; gradients: Float32Array }> = {};
    for (const backend of ['cpu', 'wasm']) {
      await tf.setBackend(backend);
      await withClip((clip) => {
        const { run, params } = moved(method, clip);
        const batch = batchOf();
        const { losses, gradients } = tf.tidy(() => {
          const computed = lossGradients(run, params, batch);
          return { losses: computed.losses.dataSync(), gradients: toVector(computed.gradients).dataSync() };
        });
        results[backend] = { losses: Float32Array.from(losses), gradients: Float32Array.from(gradients) };
        releaseAll(batch);
        disposeParams(params);
        disposeSetup(run.setup);
      });
    }
    const { cpu, wasm } = results;
    expect(relativeError(wasm!.losses, cpu!.losses)).toBeLessThan(1e-5);
    // All leaves in one: a leaf whose gradients cancel has little but rounding of its own.
    expect(relativeError(wasm!.gradients, cpu!.gradients)).toBeLessThan(1e-4);
  });
});
