import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { dualSharedAdapter, loraAdapter, mersenneTwister } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { normalTensor, randomClip, smallConfig } from '../../../../test/support/randomClip';
import type { Clip } from '../clip';
import type { AdapterAt, Insertions, Site, VectorsAt } from '../insertions';
import { mergeAdapters } from '../mergeAdapters';
import { type ClipWeights, mapWeights, weightTensors } from '../weights';
import { frozen, trainable } from './arithmetic';
import { textFeatures } from './textTower';
import { imageFeatures } from './visionTower';

const PROMPTS = ['xxcat', 'xxcow', 'xxelephant', 'xxox', 'xxyak'];
const sites: Site[] = ['attentionIn', 'attentionOut', 'feedForwardIn', 'feedForwardOut'];

function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance = 1e-5): void {
  expect(actual.shape).toEqual(expected.shape);
  const [difference, magnitude] = tf.tidy(() =>
    [tf.max(tf.abs(tf.sub(actual, expected))), tf.max(tf.abs(expected))].map((t) => t.dataSync()[0]!),
  ) as [number, number];
  expect(magnitude).toBeGreaterThan(0);
  expect(difference).toBeLessThanOrEqual(tolerance * magnitude);
}

describe.each(['cpu', 'wasm'])('the towers on %s', (backend) => {
  let clip: Clip;
  let pixels: tf.Tensor4D;
  let before = 0;

  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    clip = randomClip();
    pixels = normalTensor(mersenneTwister(2), [3, 8, 8, 3]);
  });
  afterAll(() => {
    clip.dispose();
    pixels.dispose();
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
    tf.engine().startScope();
  });
  afterEach(() => {
    tf.engine().endScope();
    expect(tf.memory().numTensors).toBe(before);
  });

  const random = mersenneTwister(3);
  const vectors = <R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R> => normalTensor<R>(random, shape);
  const text = (at: VectorsAt[], prompts = PROMPTS) => clip.encodeText(prompts, { vectors: at });

  test('a prompt has the same feature in company as alone', () => {
    const together = clip.encodeText(PROMPTS);
    const alone = tf.concat(PROMPTS.map((prompt) => clip.encodeText([prompt])));
    expectClose(together, alone);
  });

  test('an image has the same feature in a batch as alone', () => {
    const alone = [0, 1, 2].map((i) => clip.encodeImage(tf.slice(pixels, [i], [1])));
    expectClose(clip.encodeImage(pixels), tf.concat(alone));
  });

  test('what stands behind the end token does not matter', () => {
    const ids = clip.tokenizer.encode('xxcat');
    expectClose(clip.encodeText([[...ids, 0, 7, 0]]), clip.encodeText(['xxcat']), 0);
  });

  test.each([0, 1, 2])('shared vectors equal the same vectors given per class, at layer %d', (layer) => {
    const shared = vectors([2, 8]);
    const perClass = tf.tile(tf.expandDims(shared), [PROMPTS.length, 1, 1]);
    const expected = text([{ layer, vectors: perClass, at: 1 }]);
    expectClose(text([{ layer, vectors: shared, at: 1 }]), expected);
    expectClose(text([{ layer, vectors: shared, at: PROMPTS.map(() => 1) }]), expected);
  });

  test('vectors per class at different positions equal those prompts one by one', () => {
    const all = vectors([PROMPTS.length, 2, 8]);
    const at = PROMPTS.map((prompt) => prompt.length - 1);
    const alone = PROMPTS.map((prompt, i) => {
      const own = tf.reshape(tf.slice(all, [i], [1]), [2, 8]);
      return text([{ layer: 0, vectors: own, at: at[i]! }], [prompt]);
    });
    expectClose(text([{ layer: 0, vectors: all, at }]), tf.concat(alone));
  });

  test.each([
    ['in the shared prefix', 1],
    ['behind it', 3],
    ['at different positions', PROMPTS.map((prompt) => prompt.length - 1)],
  ])('vectors per image %s: features and gradients equal those of one image after another', (_, at) => {
    const perImage = vectors<tf.Rank.R3>([2, 2, 8]);
    const perPrompt = vectors<tf.Rank.R3>([PROMPTS.length, 1, 8]);
    const weighting = vectors([2 * PROMPTS.length, 6]);
    const others = (v: tf.Tensor): VectorsAt[] => [
      { layer: 1, vectors: tf.slice(v, [0, 0, 0], [1, 1, -1]).reshape([1, 8]), at: 1 },
      { layer: 2, vectors: perPrompt, at: PROMPTS.map((prompt) => prompt.length - 1) },
    ];
    const together = (v: tf.Tensor) => text([{ layer: 0, vectors: v, at, per: 'image' }, ...others(v)]);
    const apart = (v: tf.Tensor) =>
      tf.concat(
        [0, 1].map((i) => {
          const own = tf.reshape(tf.slice(v, [i, 0, 0], [1, -1, -1]), [2, 8]);
          return text([{ layer: 0, vectors: own, at }, ...others(v)]);
        }),
      );
    const both = [together, apart].map((features) =>
      tf.valueAndGrad((v) => tf.sum(tf.mul(features(v), weighting)))(perImage),
    );
    expectClose(together(perImage), apart(perImage));
    expectClose(both[0]!.grad, both[1]!.grad);
  });

  test('image vectors per image equal shared ones when they are the same', () => {
    const shared = vectors([2, 12]);
    const deep = vectors([2, 12]);
    const each = (v: tf.Tensor) => tf.tile(tf.expandDims(v), [3, 1, 1]);
    const insert = (first: tf.Tensor, second: tf.Tensor): Insertions => ({
      vectors: [
        { layer: 0, vectors: first, at: 'append' },
        { layer: 2, vectors: second, at: 'last' },
      ],
    });
    expectClose(
      clip.encodeImage(pixels, insert(shared, deep)),
      clip.encodeImage(pixels, insert(each(shared), each(deep))),
    );
  });

  test('gradients are the same with frozen and with trainable weights, and every weight gets one', () => {
    const context = vectors([2, 8]);
    const lengthened = (v: tf.Tensor): VectorsAt[] => [
      { layer: 0, vectors: v, at: 1 },
      { layer: 1, vectors: v, at: PROMPTS.map((prompt) => prompt.length - 1) },
    ];
    const ids = PROMPTS.map((prompt) => clip.tokenizer.encode(prompt));
    const weighting = vectors([PROMPTS.length, 6]);
    const loss = (weights: ClipWeights, v: tf.Tensor, arithmetic: typeof frozen) => {
      const run = { arithmetic, insertions: { vectors: lengthened(v) } };
      return tf.sum<tf.Scalar>(tf.mul(textFeatures(weights.text, smallConfig.text, ids, run), weighting));
    };
    const imageLoss = (weights: ClipWeights) =>
      tf.sum<tf.Scalar>(
        tf.square(imageFeatures(weights.vision, smallConfig.vision, pixels, { arithmetic: trainable })),
      );

    const ofFrozen = tf.grad((v: tf.Tensor) => loss(clip.weights, v, frozen))(context);
    const all = weightTensors(clip.weights).filter((tensor) => tensor !== clip.weights.logitScale);
    const rebuilt = (values: tf.Tensor[]) =>
      mapWeights(clip.weights, (tensor) => values[all.indexOf(tensor)] ?? tensor);
    const ofTrainable = tf.grads((...values: tf.Tensor[]) => {
      const weights = rebuilt(values.slice(1));
      return tf.add(loss(weights, values[0]!, trainable), imageLoss(weights));
    })([context, ...all]);
    expectClose(ofFrozen, ofTrainable[0]!);
    for (const gradient of ofTrainable) {
      expect(Number.isFinite(tf.sum(gradient).dataSync()[0])).toBe(true);
    }
    expect(ofTrainable.slice(1).filter((g) => tf.max(tf.abs(g)).dataSync()[0] === 0)).toHaveLength(0);
  });

  test('a gradient is what a small step changes', () => {
    const context = vectors([2, 8]);
    const weighting = vectors([PROMPTS.length, 6]);
    const loss = (v: tf.Tensor) =>
      tf.sum<tf.Scalar>(tf.mul(text([{ layer: 1, vectors: v, at: 1 }]), weighting));
    const direction = vectors([2, 8]);
    const slope = tf.sum(tf.mul(tf.grad(loss)(context), direction)).dataSync()[0]!;
    const h = 1e-2;
    const moved = (by: number) => loss(tf.add(context, tf.mul(direction, by))).dataSync()[0]!;
    const measured = (moved(h) - moved(-h)) / (2 * h);
    expect(Math.abs(slope - measured)).toBeLessThan(2e-2 * Math.max(1, Math.abs(slope)));
  });

  test('merged adapters equal applied ones, at every site, chained, and mutate nothing', () => {
    const adapter = (width: number, out: number, i: number) =>
      i % 2
        ? loraAdapter({
            A: vectors<tf.Rank.R2>([width, 2]),
            B: vectors<tf.Rank.R2>([2, out]),
            scale: 0.1,
          })
        : dualSharedAdapter(tf.mul(vectors([width, 2]), 0.3), tf.mul(vectors([2]), 0.3));
    const adaptersOf = (tower: 'text' | 'vision'): AdapterAt<ReturnType<typeof adapter>>[] => {
      const { width, feedForwardWidth } = smallConfig[tower];
      const shapes: Record<Site, [number, number]> = {
        attentionIn: [width, 3 * width],
        attentionOut: [width, width],
        feedForwardIn: [width, feedForwardWidth],
        feedForwardOut: [feedForwardWidth, width],
      };
      return [0, 1, 2].flatMap((layer) =>
        sites.flatMap((site) => [0, 1].map((i) => ({ layer, site, adapter: adapter(...shapes[site], i) }))),
      );
    };
    const adapters = { text: adaptersOf('text'), vision: adaptersOf('vision') };
    const plain = [clip.encodeText(PROMPTS), clip.encodeImage(pixels)] as const;
    const merged = mergeAdapters(clip, adapters);
    expectClose(merged.encodeText(PROMPTS), clip.encodeText(PROMPTS, { adapters: adapters.text }), 2e-5);
    expectClose(merged.encodeImage(pixels), clip.encodeImage(pixels, { adapters: adapters.vision }), 2e-5);
    merged.dispose();
    expectClose(clip.encodeText(PROMPTS), plain[0], 0);
    expectClose(clip.encodeImage(pixels), plain[1], 0);
  });

  test('refuses what has no place, and says what', () => {
    expect(() => clip.encodeText([])).toThrow(/no prompts/);
    expect(() => clip.encodeText(['abcdefghijklmnopqrs'])).toThrow(
      /“abcdefghijklmnopqrs” has 21 tokens, the model reads 16/,
    );
    expect(() => clip.encodeText([[99, 1]])).toThrow(/token ids below 40/);
    expect(() => clip.encodeImage(tf.zeros([1, 8, 9, 3]))).toThrow(/\[1, 8, 9, 3\], expected \[B, 8, 8, 3\]/);
    expect(() => text([{ layer: 3, vectors: vectors([2, 8]), at: 1 }])).toThrow(
      /3 layers.*vectors at layer 3/,
    );
    expect(() => text([{ layer: 0, vectors: vectors([2, 9]), at: 1 }])).toThrow(/width is 8/);
    expect(() => text([{ layer: 0, vectors: vectors([7, 8]), at: 1 }])).toThrow(
      /start or end token of prompt 0/,
    );
    expect(() => text([{ layer: 0, vectors: vectors([1, 8]), at: 'append' }])).toThrow(
      /writes vectors at positions/,
    );
    expect(() => text([{ layer: 0, vectors: vectors([4, 1, 8]), at: 1 }])).toThrow(
      /for 4 prompts cannot be written into 5/,
    );
    const forImages = (count: number, at: number): VectorsAt => ({
      layer: 0,
      vectors: vectors([count, 1, 8]),
      at,
      per: 'image',
    });
    expect(() => text([forImages(2, 1), forImages(3, 2)])).toThrow(/for 2 and 3 images/);
    const overlapping = [1, 2].map((at): VectorsAt => ({ layer: 1, vectors: vectors([2, 8]), at }));
    expect(() => text(overlapping)).toThrow(/layer 1 of the text tower .* cannot be combined/);
    const appended = [1, 2].map((n): VectorsAt => ({ layer: 0, vectors: vectors([n, 12]), at: 'append' }));
    expect(() => clip.encodeImage(pixels, { vectors: appended })).toThrow(/layer 0 of the vision tower/);
    const overClass: Insertions = { vectors: [{ layer: 1, vectors: vectors([5, 12]), at: 'last' }] };
    expect(() => clip.encodeImage(pixels, overClass)).toThrow(/do not fit behind the class token/);
  });
});
