import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Adapter, dualSharedAdapter, mersenneTwister, runLinear, valueAndGradients } from '@dsra/core';
import { useBackend } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { relativeError } from '../../../../test/support/golden';
import { normalTensor, randomClip, smallConfig } from '../../../../test/support/randomClip';
import type { Clip } from '../clip';
import type { Insertions } from '../insertions';
import { trainable } from './arithmetic';
import { type Checkpointing, recomputed } from './recompute';
import { imageFeatures } from './visionTower';

const PROMPTS = ['xxcat', 'xxcow', 'xxelephant', 'xxox', 'xxyak'];
const modes: readonly Checkpointing[] = ['none', 'blocks'];

/** Learned things of every kind; some reach the tower through tensors that exist during the forward pass alone. */
function learned(width: number, sets: number) {
  const random = mersenneTwister(4);
  return {
    projection: normalTensor<tf.Rank.R2>(random, [width, 3]),
    coefficients: normalTensor<tf.Rank.R2>(random, [3, 3]),
    shared: normalTensor<tf.Rank.R2>(random, [2, width]),
    own: normalTensor<tf.Rank.R3>(random, [sets, 2, width]),
    bottleneck: normalTensor<tf.Rank.R2>(random, [width, width]),
  };
}
type Learned = ReturnType<typeof learned>;

/** Adapters at all layers and sites of one width, one of them not linear; `vectors` at several layers. */
function adapted(parts: Learned, vectors: Insertions['vectors'] = []): Insertions {
  const bend: Adapter = {
    apply: (x, base) => tf.add(base(x), tf.relu(runLinear({ kernel: parts.bottleneck })(x))),
  };
  const doubled = tf.mul<tf.Tensor2D>(parts.projection, 2);
  const adapters = [0, 1, 2].flatMap((layer) => {
    const r = tf.reshape<tf.Rank.R1>(tf.slice(parts.coefficients, [layer, 0], [1, -1]), [3]);
    return (['attentionIn', 'feedForwardIn'] as const).map((site) => ({
      layer,
      site,
      adapter: dualSharedAdapter(layer === 1 ? doubled : parts.projection, r),
    }));
  });
  return { adapters: [...adapters, { layer: 1, site: 'attentionOut', adapter: bend }], vectors };
}

describe.each(['cpu', 'wasm-stock', 'wasm'] as const)('recomputed blocks on %s', (backend) => {
  let clip: Clip;
  let pixels: tf.Tensor4D;
  beforeAll(async () => {
    await useBackend(backend);
    clip = randomClip();
    pixels = normalTensor(mersenneTwister(2), [3, 8, 8, 3]);
  });
  afterAll(() => {
    clip.dispose();
    pixels.dispose();
  });

  function image(parts: Learned, checkpointing: Checkpointing) {
    const [shared, own] = [tf.mul(parts.shared, 0.5), tf.neg(parts.own)];
    const vectors = [
      { layer: 0, vectors: shared, at: 'append' },
      { layer: 1, vectors: own, at: 'last' },
      { layer: 2, vectors: parts.shared, at: 1 },
    ] as const;
    return clip.encodeImage(pixels, adapted(parts, vectors), { checkpointing });
  }

  function text(parts: Learned, checkpointing: Checkpointing) {
    const [shared, own] = [tf.mul(parts.shared, 0.5), tf.neg(parts.own)];
    const vectors = [
      { layer: 0, vectors: shared, at: 1 },
      { layer: 1, vectors: own, at: 2 },
      { layer: 2, vectors: parts.shared, at: 1 },
    ];
    return clip.encodeText(PROMPTS, adapted(parts, vectors), { checkpointing });
  }

  function perImage(parts: Learned, checkpointing: Checkpointing) {
    const vectors = [{ layer: 0, vectors: tf.neg(parts.own), at: 1, per: 'image' as const }];
    return clip.encodeText(PROMPTS, adapted(parts, vectors), { checkpointing });
  }

  test.each([
    ['the vision tower', smallConfig.vision.width, 3, image],
    ['the text tower', smallConfig.text.width, PROMPTS.length, text],
    ['the text tower, per image', smallConfig.text.width, 2, perImage],
  ])('%s: the same features and gradients, nothing left', (_name, width, sets, encode) => {
    // Also where the caller made what is learned within a tidy that is still open.
    tf.tidy(() => {
      const parts = learned(width, sets);
      const xs = Object.values<tf.Tensor>(parts);
      const before = tf.memory().numTensors;
      const [plain, again] = modes.map((mode) => {
        const found = valueAndGradients(() => tf.square(encode(parts, mode)), xs);
        const numbers = [found.value, ...found.gradients].map((it) => it.dataSync<'float32'>().slice());
        tf.dispose([found.value, found.gradients]);
        return numbers;
      });
      again!.forEach((numbers, i) => {
        expect(relativeError(numbers, plain![i]!)).toBeLessThan(1e-5);
      });
      expect(plain!.slice(1).some((numbers) => numbers.every((it) => it === 0))).toBe(sets === 2);
      expect(tf.memory().numTensors).toBe(before);
      expect(xs.every((it) => !it.isDisposed && !it.kept)).toBe(true);
    });
  });

  test('differentiated by TensorFlow.js too', () => {
    const parts = learned(smallConfig.vision.width, 3);
    const of = (mode: Checkpointing) =>
      tf.tidy(() => {
        const { grads } = tf.engine().gradients(() => image(parts, mode), [parts.projection, parts.own]);
        return grads.map((it) => [...it.dataSync()]);
      });
    const before = tf.memory().numTensors;
    const [plain, again] = modes.map(of);
    again!.forEach((numbers, i) => {
      expect(relativeError(numbers, plain![i]!)).toBeLessThan(1e-5);
    });
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(Object.values(parts));
  });

  test('without gradients: the same features; an error within leaves nothing behind', () => {
    const parts = learned(smallConfig.vision.width, 3);
    const before = tf.memory().numTensors;
    const [plain, again] = modes.map((mode) => tf.tidy(() => [...image(parts, mode).dataSync()]));
    expect(again).toEqual(plain);
    let calls = 0;
    const breaks: Adapter = {
      apply: (x, base) => {
        if (++calls === 2) throw new Error('broken');
        return base(x);
      },
    };
    const adapters = [{ layer: 2, site: 'attentionIn', adapter: breaks }] as const;
    const insertions = { ...adapted(parts), adapters: [...adapted(parts).adapters!, ...adapters] };
    const run = () => clip.encodeImage(pixels, insertions, { checkpointing: 'blocks' });
    // The forward pass is fine, the backward one breaks.
    const held = tf.memory().numTensors;
    expect(() => valueAndGradients(run, [parts.projection])).toThrow('broken');
    expect(tf.memory().numTensors).toBe(held);
    expect(before).toBeLessThan(held);
    tf.dispose([Object.values(parts)]);
  });
});

test('every weight gets its gradient in pre-training', () => {
  const clip = randomClip();
  const pixels = normalTensor<tf.Rank.R4>(mersenneTwister(2), [3, 8, 8, 3]);
  const { vision } = clip.weights;
  const block = vision.blocks[1]!;
  const xs = [block.queryKeyValue.kernel, block.feedForwardNorm.gain, vision.patchEmbedding];
  const [plain, again] = modes.map((checkpointing) => {
    const run = { arithmetic: trainable, checkpointing };
    return valueAndGradients(() => imageFeatures(vision, clip.config.vision, pixels, run), xs).gradients.map(
      (it) => it.dataSync<'float32'>(),
    );
  });
  again!.forEach((numbers, i) => {
    expect(relativeError(numbers, plain![i]!)).toBeLessThan(1e-5);
  });
});

test('a chain of parts needs the memory of one part and of the inputs', () => {
  const x = tf.ones([1000]);
  const part = (y: tf.Tensor) => Array.from({ length: 10 }).reduce<tf.Tensor>((z) => tf.sin(z), y);
  const chain = (step: (part: () => tf.Tensor) => tf.Tensor) => () =>
    Array.from({ length: 10 }).reduce<tf.Tensor>((y) => step(() => part(y)), x);
  const heldBy = (step: (part: () => tf.Tensor) => tf.Tensor) => {
    const before = tf.memory().numBytes;
    let held = 0;
    const look = () => {
      const y = chain(step)();
      held = tf.memory().numBytes - before;
      return y;
    };
    tf.dispose(Object.values(valueAndGradients(look, [x])));
    return held / 4000;
  };
  expect(heldBy((run) => tf.tidy(run))).toBeGreaterThan(99);
  expect(heldBy(recomputed)).toBeLessThan(12);
});
