import { expect, test } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { disposeParams, mersenneTwister } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { normalTensor } from '../../../../test/support/randomClip';
import { classNames, roomyClip } from '../../../../test/support/smallTask';
import type { GradientRule, Method } from '../method';
import { dsra } from '../methods/dsra';
import { disposeSetup, prepareSetup } from '../setup';
import { lossGradients } from './lossGradients';
import { oneHot } from './source';
import { stream } from './stream';

const plain = dsra({ rank: 2 });
const ruled = (loss: GradientRule['loss']): Method => ({
  ...plain,
  rule: { loss, bend: (task, guide) => tf.add(task, guide) },
});
const guided = ruled((_, { logits }) => tf.mean(tf.square(logits)));

test('a rule runs the towers as often as without it; whatever breaks, nothing is left', async () => {
  await tf.setBackend('wasm');
  const clip = roomyClip();
  let runs = 0;
  const counted: Clip = {
    ...clip,
    encodeText: (...given) => {
      runs++;
      return clip.encodeText(...given);
    },
    encodeImage: (...given) => {
      runs++;
      return clip.encodeImage(...given);
    },
  };
  const setup = prepareSetup(plain, { clip: counted, classNames }, { forTraining: true });
  const params = plain.parameters!.init(stream(1, 'init'), setup);
  const pixels = normalTensor<tf.Rank.R4>(mersenneTwister(2), [2, 8, 8, 3]);
  const batch = { pixels, labels: oneHot([1, 0], classNames.length) };
  const runsOf = (method: Method, memoryBudget: number) => {
    runs = 0;
    tf.dispose(tf.tidy(() => lossGradients({ method, setup, memoryBudget }, params, batch).gradients));
    return runs;
  };
  const broken = ruled(() => {
    throw new Error('broken');
  });
  const before = tf.memory().numTensors;
  for (const memoryBudget of [1e9, 1]) {
    expect(runsOf(plain, memoryBudget)).toBeGreaterThanOrEqual(2);
    expect(runsOf(guided, memoryBudget)).toBe(runsOf(plain, memoryBudget));
    expect(() => runsOf(broken, memoryBudget)).toThrow('broken');
    expect(tf.memory().numTensors).toBe(before);
  }
  tf.dispose([pixels, batch.labels]);
  disposeParams(params);
  disposeSetup(setup);
  clip.dispose();
});
