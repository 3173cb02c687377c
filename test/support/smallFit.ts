/** Short runs of `fit` on a small random Clip: hooks that make it for each test, and what a run learned. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { leaves } from '@dsra/core';
import { dsra, fit, type FitOptions, type Method, type Tuned } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { classNames, noisyExamples, roomyClip } from './smallTask';

export const small = dsra({ rank: 2 });

/** The mean of the epochs, so that a resumed run has something more to remember. */
export const averaged: Method = { ...small, average: (epoch) => epoch + 1 };

/** A Clip for each test of a file, on wasm; nothing else may be left behind. */
export function clipPerTest(): { readonly clip: Clip } {
  let clip: Clip;
  let atStart = 0;
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });
  beforeEach(() => {
    atStart = tf.memory().numTensors;
    clip = roomyClip();
  });
  afterEach(() => {
    clip.dispose();
    expect(tf.memory().numTensors).toBe(atStart);
  });
  return {
    get clip() {
      return clip;
    },
  };
}

/** The same, with what a short run of DsRA learned on it. */
export function tunedPerTest(): { readonly clip: Clip; readonly tuned: Tuned } {
  let tuned: Tuned;
  // Before the Clip's own: hooks run in the order in which they are registered.
  afterEach(() => {
    tuned.dispose();
  });
  const here = clipPerTest();
  beforeEach(async () => {
    tuned = await learned(here.clip, small);
  });
  return {
    get clip() {
      return here.clip;
    },
    get tuned() {
      return tuned;
    },
  };
}

/** An empty folder for each test. */
export function folderPerTest(): { readonly folder: string } {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dsra-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return {
    get folder() {
      return folder;
    },
  };
}

/** What a method learns in a few steps. */
export const learned = (clip: Clip, method: Method): Promise<Tuned> =>
  fit(method, {
    clip,
    classNames,
    examples: noisyExamples(6),
    epochs: 2,
    batchSize: 3,
    learningRate: 0.05,
    seed: 2,
  });

/** Three epochs of two steps. */
export const fitOptions = (clip: Clip, more: Partial<FitOptions> = {}): FitOptions => ({
  clip,
  classNames,
  examples: noisyExamples(8),
  epochs: 3,
  batchSize: 3,
  learningRate: 0.01,
  seed: 5,
  ...more,
});

/** Every learned number, and away with the rest. */
export function numbers(tuned: Tuned): Record<string, number[]> {
  const values = leaves(tuned.params).map(([path, tensor]) => [path, [...tensor.dataSync()]]);
  tuned.dispose();
  return Object.fromEntries(values) as Record<string, number[]>;
}

/** Trains until so many steps are done, then stops as Ctrl-C would. */
export async function interruptedAfter(steps: number, method: Method, options: FitOptions): Promise<void> {
  const stop = new AbortController();
  let done = 0;
  const onProgress = () => {
    if (++done === steps) stop.abort();
  };
  await expect(fit(method, { ...options, onProgress, signal: stop.signal })).rejects.toMatchObject({
    code: 'interrupted',
  });
  expect(done).toBe(steps);
}
