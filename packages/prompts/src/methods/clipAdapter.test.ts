import { beforeAll, expect, test } from '@jest/globals';
import { architectures, type Clip } from '@dsra/clip';
import { disposeParams, type Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { relativeError } from '../../../../test/support/golden';
import { classNames, roomyClip, stirred } from '../../../../test/support/smallTask';
import { combine } from '../combine';
import { countTrainable } from '../countTrainable';
import type { Method } from '../method';
import { prepareSetup } from '../setup';
import { stream } from '../training/stream';
import { createTuned, type Tuned } from '../tuned/tuned';
import { clipAdapter } from './clipAdapter';
import { dsra } from './dsra';
import { zeroShot } from './zeroShot';

let clip: Clip;
let pixels: tf.Tensor4D;

beforeAll(async () => {
  await tf.setBackend('wasm');
  clip = roomyClip();
  pixels = tf.tidy(() => tf.reshape(tf.sin(tf.range(0, 2 * 8 * 8 * 3)), [2, 8, 8, 3]));
});

function tunedOf(method: Method): Tuned {
  const frame = { clip, classNames };
  const fresh = method.parameters?.init(stream(3, 'init'), frame) ?? {};
  const params: Params = stirred(fresh);
  disposeParams(fresh);
  return createTuned({ run: { method, setup: prepareSetup(method, frame), memoryBudget: 1e9 }, params });
}

/** A copy: wasm hands out its own memory. */
const logitsOf = (tuned: Pick<Tuned, 'logits'>) =>
  tf.tidy(() => tuned.logits(pixels).dataSync()).slice() as Float32Array;

test.each([
  [{}, 131_072],
  [{ reduction: 2 }, 262_144],
])('on ViT-B/16, %j', (options, total) => {
  expect(countTrainable(clipAdapter(options), architectures['ViT-B/16']).total).toBe(total);
});

test('with nothing of the adapter mixed in, it is plain CLIP', () => {
  const [without, plain] = [tunedOf(clipAdapter({ ratio: 0 })), tunedOf(zeroShot())];
  expect(relativeError(logitsOf(without), logitsOf(plain))).toBeLessThan(1e-6);
  without.dispose();
  plain.dispose();
});

test('with DsRA, the weights take DsRA and the network stays beside them', () => {
  const tuned = tunedOf(combine({ dsra: dsra({ rank: 2 }), clipAdapter: clipAdapter() }));
  const merged = tuned.merge();
  expect(merged.kept).toBe('changes of the features after the towers');
  expect(relativeError(logitsOf(merged.rest!), logitsOf(tuned))).toBeLessThan(1e-4);
  merged.dispose();
  tuned.dispose();
});

test('features of the classes alone would leave the network out: refused', () => {
  const tuned = tunedOf(clipAdapter());
  expect(() => tuned.classifier()).toThrow('it changes image features after the tower');
  tuned.dispose();
});
