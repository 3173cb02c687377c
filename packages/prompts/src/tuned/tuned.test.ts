import { describe, expect, jest, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { logitsOf } from '../../../../test/support/methodRuns';
import { learned, small, tunedPerTest } from '../../../../test/support/smallFit';
import { noisyExamples, noisyPicture, roomyClip } from '../../../../test/support/smallTask';
import type { Method } from '../method';
import { clipAdapter } from '../methods/clipAdapter';
import { coCoOp } from '../methods/coCoOp';
import { coOp } from '../methods/coOp';
import { dsra } from '../methods/dsra';
import { load } from './load';

// Seconds on a free machine.
jest.setTimeout(60_000);

const here = tunedPerTest();

describe('predicting', () => {
  test('gives the label, its probability and all of them, most probable first', async () => {
    const { label, probability, probabilities } = await here.tuned.predict(noisyPicture(9, 1));
    expect(probabilities[0]).toEqual({ label, probability });
    const values = probabilities.map((it) => it.probability);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(values.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  });

  test('of many pictures is the same as one by one', async () => {
    const pictures = Array.from({ length: 20 }, (_, i) => noisyPicture(i, i % 3));
    const together = await here.tuned.predict(pictures);
    expect(together).toHaveLength(20);
    const alone = await here.tuned.predict(pictures[18]!);
    expect(together[18]!.label).toBe(alone.label);
    expect(together[18]!.probability).toBeCloseTo(alone.probability, 5);
    expect(await here.tuned.predict([])).toEqual([]);
  });
});

test('other class names are refused where something was learned for each class', async () => {
  const perClass: Method = {
    parameters: {
      shapes: ({ classes }) => ({ bias: [classes] }),
      init: (_random, frame) => ({ bias: tf.zeros([frame.classNames.length]) }),
    },
    score: (params, _features, _setup, next) => tf.add(next(), params.bias as tf.Tensor),
  };
  const it = await learned(here.clip, perClass);
  const message = 'something for each of its 3 classes';
  expect(() => it.withClassNames(['a', 'b', 'c'])).toThrow(message);
  const files = await it.files();
  await expect(load(files, { clip: here.clip, method: perClass, classNames: ['a', 'b'] })).rejects.toThrow(
    message,
  );
  const same = await load(files, { clip: here.clip, method: perClass });
  expect([...logitsOf(same)]).toEqual([...logitsOf(it)]);
  same.dispose();
  it.dispose();
});

test('features of pictures are what the classes are compared with', () => {
  const { tuned } = here;
  const pixels = tf.randomNormal<tf.Rank.R4>([3, 8, 8, 3], 0, 1, 'float32', 4);
  const before = tf.memory().numTensors;
  const features = tuned.imageFeatures(pixels);
  expect(tf.memory().numTensors - before).toBeLessThanOrEqual(2);
  const lengths = tf.tidy(() => [...tf.norm(features, 2, 1).dataSync()]);
  for (const length of lengths) expect(length).toBeCloseTo(1, 5);
  const { textFeatures, logitScale } = tuned.classifier();
  const again = tf.tidy(() =>
    tf.mul(tf.matMul(features, textFeatures, false, true), tf.exp(logitScale)).dataSync(),
  );
  const logits = tuned.logits(pixels);
  [...logits.dataSync()].forEach((value, i) => {
    expect(again[i]).toBeCloseTo(value, 4);
  });
  tf.dispose([pixels, features, textFeatures, logits, logitScale]);
});

test.each<[string, Method]>([
  ['classes alone change', coOp({ contextTokens: 2 })],
  ['classes differ from picture to picture', coCoOp({ words: 'a b' })],
  ['features change after the tower', clipAdapter({ reduction: 4 })],
  ['the image tower changes', dsra({ rank: 2 })],
])('pictures are encoded, then classified: %s', async (_, method) => {
  const it = await learned(here.clip, method);
  const pixels = tf.randomNormal<tf.Rank.R4>([3, 8, 8, 3], 0, 1, 'float32', 4);
  const logits = it.logits(pixels);
  const before = tf.memory().numTensors;
  const image = it.encodeImage(pixels);
  const again = it.logitsOf(image);
  expect(tf.memory().numTensors - before).toBe(2);
  expect([...again.dataSync()]).toEqual([...logits.dataSync()]);
  const plain = tf.tidy(() => here.clip.encodeImage(pixels).dataSync());
  expect([...image.dataSync()].every((value, i) => value === plain[i])).toBe(method.vision === undefined);
  tf.dispose([pixels, logits, image, again]);
  it.dispose();
});

test('other classes can be written in another sentence', async () => {
  const names = ['fox', 'emu'];
  const it = await learned(here.clip, dsra({ rank: 2, template: 'a photo of a {}.' }));
  const written = dsra({ rank: 2, template: '{} texture.' });
  const [same, other] = [it.withClassNames(names), it.withClassNames(names, written)];
  expect([...logitsOf(other)]).not.toEqual([...logitsOf(same)]);
  const files = await it.files();
  const loaded = await load(files, { clip: here.clip, method: written, classNames: names });
  expect([...logitsOf(other)]).toEqual([...logitsOf(loaded)]);
  for (const tuned of [it, same, other, loaded]) tuned.dispose();
});

test('after `dispose` every use says so, and leaves nothing behind; a second `dispose` does nothing', async () => {
  const { tuned } = here;
  const pixels = tf.zeros<tf.Rank.R4>([1, 8, 8, 3]);
  tuned.dispose();
  tuned.dispose();
  const before = tf.memory().numTensors;
  const message = 'what was taught here was disposed';
  const features = tf.zeros<tf.Rank.R2>([1, 8]);
  for (const use of [
    () => tuned.logits(pixels),
    () => tuned.encodeImage(pixels),
    () => tuned.logitsOf(features),
    () => tuned.imageFeatures(pixels),
    () => tuned.withClassNames(['a', 'b', 'c']),
    () => tuned.merge(),
    () => tuned.classifier(),
  ]) {
    expect(use).toThrow(message);
  }
  await expect(tuned.predict(noisyPicture(9, 1))).rejects.toThrow(message);
  await expect(tuned.evaluate(noisyExamples(3))).rejects.toThrow(message);
  await expect(tuned.files()).rejects.toThrow(message);
  features.dispose();
  expect(tf.memory().numTensors).toBe(before);
  pixels.dispose();
});

test('a Clip that was disposed says so', async () => {
  const clip = roomyClip();
  const tuned = await learned(clip, small);
  clip.dispose();
  await expect(tuned.predict(noisyPicture(9, 1))).rejects.toThrow(
    'was disposed: dispose it after its last use',
  );
  expect(() => clip.encodeText(['a'])).toThrow('was disposed');
  tuned.dispose();
});
