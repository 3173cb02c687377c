import { describe, expect, test } from '@jest/globals';
import type { AdapterAt } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import { clipPerTest } from '../../../../test/support/smallFit';
import { classNames } from '../../../../test/support/smallTask';
import { fit } from '../fit';
import type { Method } from '../method';
import { exportPeft } from '../peft/exportPeft';

const here = clipPerTest();

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
