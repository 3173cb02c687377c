import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Insertions } from '@dsra/clip';
import { disposeParams, fromLeaves, leaves, mersenneTwister, type Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { relativeError } from '../../../../test/support/golden';
import { normalTensor } from '../../../../test/support/randomClip';
import { roomyClip, roomyConfig, stirred } from '../../../../test/support/smallTask';
import { combine } from '../combine';
import type { Method } from '../method';
import { dsra } from '../methods/dsra';
import { prepareSetup } from '../setup';
import { type Batch, lossGradients } from './lossGradients';
import { bytesPerClass, bytesPerImage, chunkSizes, stepPlan } from './memory';
import type { Run } from './run';
import { oneHot } from './source';
import { stream } from './stream';
import { toVector } from './vector';

const classNames = ['cat', 'golden_dog', 'owl', 'fox', 'emu'];
const textWidth = roomyConfig.text.width;
const visionWidth = roomyConfig.vision.width;

/** Vectors of each class's own, at a place that differs by class, and one pair for all images. */
const classPrompts: Method = {
  parameters: {
    shapes: ({ classes }) => ({ own: [classes, 2, textWidth], shared: [2, visionWidth] }),
    init: (random, frame) =>
      fromLeaves({
        own: normalTensor(random, [frame.classNames.length, 2, textWidth]),
        shared: normalTensor(random, [2, visionWidth]),
      }),
  },
  text: (params, setup): Insertions => ({
    vectors: [
      { layer: 0, vectors: params.own as tf.Tensor, at: setup.prompts.map((ids) => ids.length - 4) },
      { layer: 1, vectors: params.own as tf.Tensor, at: 3 },
    ],
  }),
  vision: (params) => ({ vectors: [{ layer: 0, vectors: params.shared as tf.Tensor, at: 'append' }] }),
  terms: { small: (params) => tf.mul(tf.sum(tf.square(params.own as tf.Tensor)), 0.01) },
};

const both = combine({ dsra: dsra({ rank: 2 }), own: classPrompts });

beforeAll(async () => {
  await tf.setBackend('wasm');
});

function prepare(method: Method): { run: Run; params: Params; batch: Batch; release: () => void } {
  const clip = roomyClip();
  const setup = prepareSetup(method, { clip, classNames }, { forTraining: true });
  const start = method.parameters!.init(stream(1, 'init'), setup);
  const params = stirred(start);
  disposeParams(start);
  const pixels = normalTensor<tf.Rank.R4>(mersenneTwister(2), [3, 8, 8, 3]);
  const batch = { pixels, labels: oneHot([1, 4, 0], 5) };
  const release = () => {
    tf.dispose([pixels, batch.labels]);
    disposeParams(params);
    clip.dispose();
  };
  return { run: { method, setup, memoryBudget: 1e9 }, params, batch, release };
}

function flatGradients(run: Run, params: Params, batch: Batch) {
  const { losses, gradients } = tf.tidy(() => {
    const computed = lossGradients(run, params, batch);
    return { losses: computed.losses.dataSync(), gradients: toVector(computed.gradients).dataSync() };
  });
  return { losses: Float32Array.from(losses), gradients: Float32Array.from(gradients) };
}

const planOf = (run: Run, params: Params) =>
  stepPlan(run, params, { images: 3, trained: { text: true, image: true } });

describe('within a budget of memory', () => {
  test.each([
    ['dsra', dsra({ rank: 2 })],
    ['dsra and prompts of each class', both],
  ])('%s: losses and gradients are the same, whatever the chunks', (_name, method) => {
    const { run, params, batch, release } = prepare(method);
    const whole = flatGradients(run, params, batch);
    const before = tf.memory().numTensors;
    const [perClass, perImage] = [bytesPerClass(run, params, 3), bytesPerImage(run.setup)];
    const everyone = 3 * perImage + 5 * perClass;
    const budgets = [1, 1.1 * perClass, 1.1 * perImage, 2.1 * perImage, everyone - 0.9 * perClass, 1e9];
    const seen = budgets.flatMap((memoryBudget) =>
      (['auto', 'none', 'blocks'] as const).map((checkpointing) => {
        const narrow = { ...run, memoryBudget, checkpointing };
        const chunked = flatGradients(narrow, params, batch);
        expect(relativeError(chunked.losses, whole.losses)).toBeLessThan(1e-6);
        expect(relativeError(chunked.gradients, whole.gradients)).toBeLessThan(2e-5);
        const { text, image } = planOf(narrow, params);
        return `${text.inside} of 5, ${image.inside} of 3`;
      }),
    );
    expect(tf.memory().numTensors).toBe(before);
    const expected = ['0 of 5, 0 of 3', '0 of 5, 2 of 3', '4 of 5, 3 of 3', '5 of 5, 3 of 3'];
    for (const plan of expected) expect(seen).toContain(plan);
    release();
  });

  test('all run at once while they fit; a tower of which no row fits recomputes its blocks', () => {
    const { run, params, release } = prepare(both);
    expect(chunkSizes(run, params, 3)).toEqual({ text: 5, image: 3 });
    expect(planOf(run, params)).toEqual({
      text: { chunk: 5, inside: 5, checkpointing: 'none' },
      image: { chunk: 3, inside: 3, checkpointing: 'none' },
    });
    const perImage = bytesPerImage(run.setup);
    expect(planOf({ ...run, memoryBudget: 0.99 * perImage }, params).image.checkpointing).toBe('blocks');
    expect(planOf({ ...run, memoryBudget: 1.01 * perImage }, params).image.checkpointing).toBe('none');
    const refused = { ...run, memoryBudget: 0.99 * perImage, checkpointing: 'none' } as const;
    expect(planOf(refused, params).image).toEqual({ chunk: 1, inside: 0, checkpointing: 'none' });
    expect(planOf({ ...run, checkpointing: 'blocks' }, params).text).toEqual({
      chunk: 5,
      inside: 5,
      checkpointing: 'blocks',
    });
    release();
  });

  test('a tower that is not differentiated leaves the budget to the other', () => {
    const { run, params, release } = prepare(both);
    const memoryBudget = 5.01 * bytesPerClass(run, params, 3);
    const plan = stepPlan({ ...run, memoryBudget }, params, {
      images: 3,
      trained: { text: true, image: false },
    });
    expect([plan.text.inside, plan.image.inside]).toEqual([5, 0]);
    release();
  });

  test('the estimate of a step’s memory is right within a factor of two', () => {
    const { run, params, batch, release } = prepare(dsra({ rank: 2 }));
    const { clip, prompts } = run.setup;
    const measure = (encode: () => tf.Tensor) => {
      const learned = leaves(params).map(([, tensor]) => tensor);
      const before = tf.memory().numBytes;
      let held = 0;
      const encodeAndLook = () => {
        const features = encode();
        held = tf.memory().numBytes - before;
        return features;
      };
      tf.tidy(() => tf.engine().gradients(encodeAndLook, learned, undefined, true));
      return held;
    };
    const text = measure(() => clip.encodeText(prompts, run.method.text!(params, run.setup)));
    const image = measure(() => clip.encodeImage(batch.pixels!, run.method.vision!(params, run.setup)));
    expect(text / (bytesPerClass(run, params, 3) * prompts.length)).toBeGreaterThan(0.5);
    expect(text / (bytesPerClass(run, params, 3) * prompts.length)).toBeLessThan(2);
    expect(image / (bytesPerImage(run.setup) * 3)).toBeGreaterThan(0.5);
    expect(image / (bytesPerImage(run.setup) * 3)).toBeLessThan(2);
    release();
  });
});

describe('a gradient rule', () => {
  const guided: Method = {
    ...classPrompts,
    terms: {},
    rule: {
      loss: (params) => tf.sum(tf.square(params.own as tf.Tensor)),
      bend: (task, guide) => tf.add(task, tf.mul(guide, 10)),
    },
  };

  test('sees both gradients leaf by leaf, zero where a loss does not reach, and its loss is not added', () => {
    const { run, params, batch, release } = prepare(guided);
    const plain = { ...run, method: { ...guided, rule: undefined } };
    const task = flatGradients(plain, params, batch);
    for (const memoryBudget of [1e9, 1]) {
      const bent = flatGradients({ ...run, memoryBudget }, params, batch);
      expect(bent.losses[0]).toBeCloseTo(task.losses[0]!, 4);
      const own = [...(params.own as tf.Tensor).dataSync<'float32'>()];
      expect(bent.losses[1]).toBeCloseTo(
        own.reduce((sum, value) => sum + value * value, 0),
        3,
      );
      const expected = task.gradients.map((value, i) => value + (i < own.length ? 20 * own[i]! : 0));
      expect(relativeError(bent.gradients, expected)).toBeLessThan(2e-5);
    }
    release();
  });
});
