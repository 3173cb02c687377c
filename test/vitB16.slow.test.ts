/** A model of the size of the paper's within the 4 GB that a WASM heap can have: written, loaded, read with, taught. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { architectures } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { dsra, fit, type Progress } from '@dsra/prompts';
import { useBackend, wasmHeapBytes } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { writeRandomCheckpoint } from '../packages/bench/src/speed/randomCheckpoint';
import { speedClassNames } from '../packages/bench/src/speed/speedClassNames';
import { noisyPicture } from './support/smallTask';

// Half a minute with the system's BLAS, minutes without it.
jest.setTimeout(1_200_000);

const config = architectures['ViT-B/16'];
const classNames = speedClassNames(100);
const examples = Array.from({ length: 4 }, (_, i) => ({ image: noisyPicture(i, i % 3), label: 20 * i }));

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dsra-vit-'));
  await useBackend('wasm');
  await writeRandomCheckpoint(folder, config);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('ViT-B/16 loads, encodes, learns 100 classes and merges within 4 GB', async () => {
  const before = tf.memory().numTensors;
  const clip = await loadClip(folder);
  expect(clip.config).toEqual(config);

  const pixels = tf.ones<tf.Rank.R4>([2, 224, 224, 3]);
  const features = [clip.encodeImage(pixels), clip.encodeText(['a photo of a cat.', 'a photo of a dog.'])];
  for (const feature of features) {
    expect(feature.shape).toEqual([2, 512]);
    expect((await feature.data()).every(Number.isFinite)).toBe(true);
  }
  tf.dispose([pixels, features]);

  const seen: Progress[] = [];
  const onProgress = (progress: Progress) => seen.push(progress);
  const tuned = await fit(dsra(), { clip, classNames, examples, epochs: 1, batchSize: 4, onProgress });
  expect(seen.map(({ loss }) => Number.isFinite(loss))).toEqual([true]);
  const { probabilities } = await tuned.predict(examples[0]!.image);
  expect(probabilities).toHaveLength(100);
  tuned.merge().dispose();

  expect(wasmHeapBytes()).toBeLessThanOrEqual(4 * 2 ** 30);
  tuned.dispose();
  clip.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
