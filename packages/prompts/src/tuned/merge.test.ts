import { describe, expect, test } from '@jest/globals';
import type { AdapterAt } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import { clipPerTest } from '../../../../test/support/smallFit';
import { classNames, noisyExamples } from '../../../../test/support/smallTask';
import { combine } from '../combine';
import { fit } from '../fit';
import type { Method } from '../method';
import { dsra } from '../methods/dsra';
import { exportPeft } from '../peft/exportPeft';

const here = clipPerTest();

test('what was prepared with the plain clip cannot stay beside merged weights', async () => {
  const prepared: Method = {
    prepare: () => ({ shift: tf.ones([6]) }),
    parameters: { shapes: () => ({ scale: [1] }), init: () => ({ scale: tf.ones([1]) }) },
    features: ({ scale }, { image, text }, setup) => ({
      image: tf.add(image, tf.mul(setup.prepared.shift as tf.Tensor, scale as tf.Tensor)),
      text,
    }),
  };
  const method = combine({ dsra: dsra({ rank: 2 }), prepared });
  const it = await fit(method, { clip: here.clip, classNames, examples: noisyExamples(3), epochs: 1 });
  expect(() => it.merge()).toThrow('what stays beside the weights was prepared with the plain text tower');
  it.dispose();
});

test('what is merged is not called as the model was', async () => {
  const method = dsra({ rank: 2 });
  const it = await fit(method, { clip: here.clip, classNames, examples: noisyExamples(3), epochs: 1 });
  const merged = it.merge();
  expect(merged.name).toBe(`${here.clip.name} (merged)`);
  merged.dispose();
  it.dispose();
});

describe('merging is refused with every reason', () => {
  const vectors = () => [{ layer: 0, vectors: tf.zeros([1, 8]), at: 2 }];
  const bent: AdapterAt = {
    layer: 0,
    site: 'attentionIn',
    adapter: { apply: (x, base) => base(tf.relu(x)) },
  };
  test.each<[string, Method]>([
    ['it writes prompt vectors into the text tower', { text: () => ({ vectors: vectors() }) }],
    ['its adapters in the vision tower are not linear', { vision: () => ({ adapters: [bent] }) }],
    [
      'it changes features after the towers; it has a classifier of its own',
      { features: (_p, it) => it, score: (_p, _f, _s, next) => next() },
    ],
  ])('%s', async (reason, method) => {
    const it = await fit(method, { clip: here.clip, classNames, examples: [] });
    const before = tf.memory().numTensors;
    expect(() => it.merge()).toThrow(`this method cannot be folded into CLIP: ${reason}`);
    await expect(exportPeft(it)).rejects.toThrow(reason);
    expect(tf.memory().numTensors).toBe(before);
    it.dispose();
  });
});
