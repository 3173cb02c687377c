import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { leaves, type Params } from '@dsra/core';
import { cosineWithWarmup } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { addShare, epochShares } from '../../packages/prompts/src/training/average';
import { namedLosses } from '../../packages/prompts/src/training/health';
import { oneHot } from '../../packages/prompts/src/training/source';
import { disposeState, initialState, trainStep } from '../../packages/prompts/src/training/step';
import { createTuned } from '../../packages/prompts/src/tuned/tuned';
import { comparison } from '../support/comparison';
import { goldenPixels, goldenTensors, tolerance } from '../support/golden';
import { goldenBackends, useGoldenBackend } from '../support/goldenBackends';
import { goldenClip } from '../support/goldenClip';
import { recordedRuns } from '../support/recordedFolder';
import { compareTree, optimizerOf, recordedParams, runOf } from '../support/recordedTraining';
import { testEach } from '../support/testEach';

jest.setTimeout(120_000);

/** Whole epochs with warm-up and schedule, and the weighted sum of their parameters that replaces the last ones. */
describe.each(goldenBackends)('on %s', (backend) => {
  let clip: Clip;
  beforeAll(async () => {
    await useGoldenBackend(backend);
    clip = await goldenClip();
  });
  afterAll(() => {
    clip.dispose();
  });

  testEach('run with an average over epochs', recordedRuns().averages, '$name', ({ name, json }) => {
    const before = tf.memory().numTensors;
    const tensors = goldenTensors(`methods/${name}.safetensors`);
    const check = comparison(tensors);
    const run = runOf(json, clip, 1e9);
    const epochs = json.epochs!;
    const shares = epochShares(run.method, epochs)!;
    tf.tidy(() => {
      check.expect('gauss', tf.tensor1d([...shares]), 1e-6);
    });
    const shapes = run.method.parameters!.shapes({ config: clip.config, classes: json.classnames.length });
    const optimizer = optimizerOf(json);
    let state = initialState(recordedParams(json, tensors, 'init', Object.keys(shapes)), optimizer);
    let average: Params | undefined;
    for (let epoch = 0; epoch < epochs; epoch++) {
      const learningRate = cosineWithWarmup(json.lr_schedule!.base_lr)(epoch, epochs);
      json.indices.train_batches!.forEach((indices, k) => {
        const pixels = goldenPixels(indices);
        const labels = oneHot(json.indices.train_labels![k]!, json.classnames.length);
        const { state: next, report } = trainStep(run, state, { pixels, labels }, { optimizer, learningRate });
        const losses = Object.values(namedLosses(run, report.dataSync<'float32'>()));
        const loss = tf.scalar(losses.reduce((sum, term) => sum + term, 0));
        check.expect(`epoch${epoch}/batch${k}/loss`, loss, tolerance.afterUpdates);
        tf.dispose([report, pixels, labels, loss]);
        disposeState(state);
        state = next;
      });
      tf.tidy(() => {
        compareTree(check, json, `epoch${epoch}/end`, leaves(state.params), tolerance.afterUpdates);
      });
      average = addShare(average, state.params, shares[epoch]!);
    }
    disposeState(state);
    tf.tidy(() => {
      compareTree(check, json, 'gpa', leaves(average!), tolerance.afterUpdates);
    });
    const tuned = createTuned({ run, params: average! });
    tf.tidy(() => {
      check.expect('gpa_eval/logits', tuned.logits(goldenPixels(json.indices.eval)), tolerance.afterUpdates);
    });
    tuned.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(check.left(/^init\//)).toEqual([]);
  });
});
