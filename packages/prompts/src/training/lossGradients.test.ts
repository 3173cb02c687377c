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
import { bytesPerClass, bytesPerImage, chunkSizes } from './memory';
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

/** A budget under which just so many classes and images run at a time. */
function budgetFor(run: Run, params: Params, text: number, image: number): number {
  const budget = 2.2 * Math.max(text * bytesPerClass(run, params, 3), image * bytesPerImage(run.setup));
  return budget;
}

describe('within a budget of memory', () => {
  test.each([
    ['dsra', dsra({ rank: 2 })],
    ['dsra and prompts of each class', both],
  ])('%s: losses and gradients are the same, whatever the chunks', (_name, method) => {
    const { run, params, batch, release } = prepare(method);
    const whole = flatGradients(run, params, batch);
    const before = tf.memory().numTensors;
    const seen = new Set<string>();
    for (const budget of [1, budgetFor(run, params, 2, 1), budgetFor(run, params, 4, 2)]) {
      const { text, image } = chunkSizes({ ...run, memoryBudget: budget }, params, 3);
      seen.add(`${text} classes, ${image} images`);
      const chunked = flatGradients({ ...run, memoryBudget: budget }, params, batch);
      expect(relativeError(chunked.losses, whole.losses)).toBeLessThan(1e-6);
      expect(relativeError(chunked.gradients, whole.gradients)).toBeLessThan(2e-5);
    }
    expect(seen.size).toBe(3);
    expect(seen).toContain('1 classes, 1 images');
    expect(tf.memory().numTensors).toBe(before);
    release();
  });

  test('all run at once while they fit', () => {
    const { run, params, release } = prepare(both);
    expect(chunkSizes(run, params, 3)).toEqual({ text: 5, image: 3 });
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
