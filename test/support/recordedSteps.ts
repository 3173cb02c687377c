import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { leaves } from '@dsra/core';
import { countTrainable } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { disposeSetup, prepareSetup } from '../../packages/prompts/src/setup';
import { oneHot } from '../../packages/prompts/src/training/source';
import { disposeState, initialState, trainStep } from '../../packages/prompts/src/training/step';
import { fromVector } from '../../packages/prompts/src/training/vector';
import { comparison } from './comparison';
import {
  compareAnswers,
  compareBothGradients,
  compareForward,
  compareInputs,
  compareLosses,
  compareMerged,
} from './compareRun';
import { expectPrompts } from './expectPrompts';
import { goldenPixels, goldenTensors, tolerance } from './golden';
import { useGoldenBackend } from './goldenBackends';
import { goldenClip } from './goldenClip';
import { recordedRuns } from './recordedFolder';
import { compareTree, optimizerOf, recordedParams, runOf, withPaths } from './recordedTraining';
import { testEach } from './testEach';

const recorded = recordedRuns();

/** Every recorded run on a backend: whole, and `chunked`, with towers that run class by class and image by image. */
export function testRecordedRuns(backend: string, { chunked = false } = {}): void {
  let clip: Clip;
  beforeAll(async () => {
    await useGoldenBackend(backend);
    clip = await goldenClip();
  });
  afterAll(() => {
    clip.dispose();
  });

  const budgets = chunked ? [1e9, 1] : [1e9];
  const runs = budgets.flatMap((memoryBudget) =>
    recorded.steps.map((it) => ({ ...it, memoryBudget, how: memoryBudget === 1 ? ', in chunks' : '' })),
  );
  testEach('training steps', runs, '$name$how', ({ name, json, memoryBudget }) => {
    const before = tf.memory().numTensors;
    const tensors = goldenTensors(`methods/${name}.safetensors`);
    const check = comparison(tensors);
    const run = runOf(json, clip, memoryBudget);
    const { method } = run;
    expect(countTrainable(method, clip.config, { classes: json.classnames.length }).total).toBe(
      json.n_trainable,
    );
    const shapes = method.parameters!.shapes({ config: clip.config, classes: json.classnames.length });
    const start = recordedParams(json, tensors, 'init', Object.keys(shapes));
    expectPrompts(run, start, json.prompts);
    if (json.transfer_prompts) {
      const moved = prepareSetup(method, { clip, classNames: json.transfer!.classnames });
      expectPrompts({ method, setup: moved }, start, json.transfer_prompts);
      disposeSetup(moved);
    }
    compareInputs(check, json, run, start);
    compareMerged(check, json, run, start, [...tensors.keys()]);
    const optimizer = optimizerOf(json);
    let state = initialState(start, optimizer);
    json.indices.train_steps!.forEach((indices, k) => {
      const pixels = goldenPixels(indices);
      const labels = oneHot(json.log[k]!.labels, json.classnames.length);
      compareForward(check, run, state.params, pixels, k);
      compareBothGradients(check, json, run, state.params, { pixels, labels }, k);
      const rate = { optimizer, learningRate: json.optimizer.lr };
      const { state: next, report } = trainStep(run, state, { pixels, labels }, rate);
      tf.tidy(() => {
        const gradients = fromVector(
          next.memory.gradient!,
          leaves(next.params).map(([, { shape }]) => shape),
        );
        const within = k === 0 ? tolerance.firstGradients : tolerance.afterUpdates;
        compareTree(check, json, `step${k}/grad`, withPaths(next.params, gradients), within);
        compareLosses(check, json, run, report, k);
        if (k === 0) compareTree(check, json, 'after1', leaves(next.params), tolerance.afterUpdates);
      });
      tf.dispose([report, pixels, labels]);
      disposeState(state);
      state = next;
    });
    tf.tidy(() => {
      compareTree(check, json, 'final', leaves(state.params), tolerance.afterUpdates);
    });
    compareAnswers(check, json, run, state.params);
    disposeState(state);
    expect(tf.memory().numTensors).toBe(before);
    expect(check.left(/^(init\/|step\d+\/labels$)/)).toEqual([]);
  });
}
