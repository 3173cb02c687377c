/** A method at work on a small random Clip. */
import { expect } from '@jest/globals';
import type { Clip, ClipConfig } from '@dsra/clip';
import { disposeParams, type Params } from '@dsra/core';
import type { Method } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { disposeSetup, prepareSetup } from '../../packages/prompts/src/setup';
import { type Batch, lossGradients } from '../../packages/prompts/src/training/lossGradients';
import type { Run } from '../../packages/prompts/src/training/run';
import { oneHot } from '../../packages/prompts/src/training/source';
import { stream } from '../../packages/prompts/src/training/stream';
import { toVector } from '../../packages/prompts/src/training/vector';
import type { Tuned } from '../../packages/prompts/src/tuned/tuned';
import { randomClip } from './randomClip';
import { classNames, roomyConfig, stirred } from './smallTask';

/** Two blocks in each tower; features wide enough for several units in CoCoOp's network. */
export const methodConfig: ClipConfig = {
  ...roomyConfig,
  embeddingWidth: 48,
  text: { ...roomyConfig.text, layers: 2 },
  vision: { ...roomyConfig.vision, layers: 2 },
};

/** A method with parameters; `release` disposes them and the setup. */
export interface AtWork {
  readonly run: Run;
  readonly params: Params;
  readonly release: () => void;
}

/** Runs with a clip and checks that nothing outlives it. */
export async function withClip(
  use: (clip: Clip) => Promise<void> | void,
  config = methodConfig,
): Promise<void> {
  const before = tf.memory().numTensors;
  const clip = randomClip(1, config);
  await use(clip);
  clip.dispose();
  expect(tf.memory().numTensors).toBe(before);
}

/** As it begins to learn. */
export function fresh(method: Method, clip: Clip): AtWork {
  const setup = prepareSetup(method, { clip, classNames }, { forTraining: true });
  const params = method.parameters?.init(stream(3, 'init'), { clip, classNames }) ?? {};
  return atWork({ method, setup, memoryBudget: 1e9 }, params);
}

/** With parameters that are not at their start, where many gradients are zero. */
export function moved(method: Method, clip: Clip): AtWork {
  const { run, params } = fresh(method, clip);
  const other = stirred(params);
  disposeParams(params);
  return atWork(run, other);
}

const atWork = (run: Run, params: Params): AtWork => ({
  run,
  params,
  release: () => {
    disposeParams(params);
    disposeSetup(run.setup);
  },
});

/** Four pictures, `[4, 8, 8, 3]`. */
export const smallPixels = (): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from({ length: 4 * 8 * 8 * 3 }, (_, i) => Math.sin(i * 1.7)),
    [4, 8, 8, 3],
  );

export const smallBatch = (): Batch => ({ pixels: smallPixels(), labels: oneHot([0, 1, 2, 1], 3) });

export const releaseBatch = ({ pixels, labels }: Batch): void => {
  tf.dispose([pixels!, labels]);
};

/** Its logits for the small pixels, `[4·C]`. */
export const logitsOf = (tuned: Tuned): Float32Array =>
  // A copy: wasm hands out its own memory.
  Float32Array.from(tf.tidy(() => tuned.logits(smallPixels()).dataSync()));

/** The losses and all gradients in one vector, in the order of the leaves. */
export function flatGradients(
  run: Run,
  params: Params,
  batch: Batch,
): { losses: Float32Array; gradients: Float32Array } {
  return tf.tidy(() => {
    const { losses, gradients } = lossGradients(run, params, batch);
    return {
      losses: Float32Array.from(losses.dataSync()),
      gradients: Float32Array.from(toVector(gradients).dataSync()),
    };
  });
}
