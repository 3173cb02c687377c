import { beforeAll, expect, test } from '@jest/globals';
import { leaves } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import {
  flatGradients,
  fresh,
  logitsOf,
  moved,
  releaseBatch,
  smallBatch,
  withClip,
} from '../../../../test/support/methodRuns';
import { combine } from '../combine';
import { createTuned } from '../tuned/tuned';
import { dsra } from './dsra';
import { dsraPromptSrc } from './dsraPromptSrc';
import { promptSrc } from './promptSrc';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const adapters = { rank: 2, sites: ['attention'] } as const;
const prompts = { textTokens: 2, visionDepth: 1, textWeight: 3, averageMean: 2, teacherTemplates: 'a {}.' };
const named = dsraPromptSrc({ ...adapters, ...prompts });
const joined = combine({ dsra: dsra(adapters), promptSrc: promptSrc(prompts) });

test('the same parameters from the same seed, losses, gradients and logits as the combination', () =>
  withClip((clip) => {
    const [start, other] = [fresh(named, clip), fresh(joined, clip)];
    const numbers = ({ params }: typeof start) =>
      leaves(params).map(([path, it]) => [path, [...it.dataSync()]]);
    expect(numbers(start)).toEqual(numbers(other));
    [start, other].forEach(({ release }) => {
      release();
    });
    const [one, two] = [moved(named, clip), moved(joined, clip)];
    const batch = smallBatch();
    expect(flatGradients(one.run, one.params, batch)).toEqual(flatGradients(two.run, two.params, batch));
    const [first, second] = [createTuned(one), createTuned(two)];
    expect([...logitsOf(first)]).toEqual([...logitsOf(second)]);
    releaseBatch(batch);
    first.dispose();
    second.dispose();
  }));

test('the same terms and average; its own recipe and the paper’s rate', () => {
  expect(Object.keys(named.terms!)).toEqual(Object.keys(joined.terms!));
  expect([0, 1, 2].map((epoch) => named.average!(epoch, 3))).toEqual(
    [0, 1, 2].map((epoch) => joined.average!(epoch, 3)),
  );
  expect(named.recipe).toEqual({ method: 'dsraPromptSrc', options: { ...adapters, ...prompts } });
  expect(named.defaults).toEqual({ epochs: 50, batchSize: 4, learningRate: 2.7e-3 });
});
