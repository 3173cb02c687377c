import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { frozen } from '@dsra/clip';
import { leafAt, leaves } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { wordClip } from '../../../../test/support/wordTokenizer';
import type { Setup } from '../method';
import { ivlp } from '../methods/ivlp';
import { prepareSetup } from '../setup';
import { stream } from '../training/stream';
import { deepTextPrompts, deepVisionPrompts, promptedLayers } from './deepPrompts';

const classNames = ['golden_dog', 'owl'];
let clip: ReturnType<typeof wordClip>;

beforeAll(async () => {
  await tf.setBackend('wasm');
  clip = wordClip();
});
beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

const random = () => stream(1, 'init');
const frame = () => ({ clip, classNames });
const architecture = () => ({ config: clip.config, classes: 2 });
const setup = () => frame() as unknown as Setup;

test('blocks 0 … depth − 1, at most the tower’s, none without vectors', () => {
  const small = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(small, small, small, (tokens, depth, layers) => {
      const prompted = promptedLayers({ tokens, depth }, { layers });
      expect(prompted).toHaveLength(tokens === 0 ? 0 : Math.min(depth, layers));
      prompted.forEach((layer, i) => {
        expect(layer).toBe(i);
      });
    }),
  );
});

test('image prompts: appended to the patches, then written over the last tokens, in each block of the depth', () => {
  const part = deepVisionPrompts({ tokens: 2, depth: 99 });
  expect(part.parameters.shapes(architecture())).toEqual({
    'vision.0': [2, 12],
    'vision.1': [2, 12],
    'vision.2': [2, 12],
  });
  const params = part.parameters.init(random(), frame());
  const { vectors } = part.vision!(params, setup());
  expect(vectors!.map(({ layer, at }) => [layer, at])).toEqual([
    [0, 'append'],
    [1, 'last'],
    [2, 'last'],
  ]);
  vectors!.forEach((it, layer) => {
    expect(it.vectors).toBe(leafAt(params, `vision.${layer}`));
  });
});

test.each([
  { tokens: 0, depth: 3 },
  { tokens: 2, depth: 0 },
])('none, %j: nothing is learned, and the image tower stays frozen', (options) => {
  const part = deepVisionPrompts(options);
  expect(part.parameters.shapes(architecture())).toEqual({});
  expect(part.parameters.init(random(), frame())).toEqual({});
  expect(part.vision).toBeUndefined();
});

test('IVLP without image prompts leaves the image tower frozen', () => {
  const method = ivlp({ visionTokens: 0 });
  expect(Object.keys(method)).not.toContain('vision');
  expect(Object.keys(method.parameters!.shapes(architecture()))).toEqual(['text.0', 'text.1', 'text.2']);
});

const embedded = (text: string) =>
  frozen
    .lookup(clip.weights.text.tokenEmbedding, Int32Array.from(clip.tokenizer.encode(text).slice(1, -1)))
    .arraySync();
const read = (ids: readonly number[]) => ids.map((id) => clip.tokenizer.word(id)).join(' ');

test('text prompts: the first ones start as words, the deeper ones at random; the other words stay', () => {
  const part = deepTextPrompts({ tokens: 2, depth: 2, words: 'a photo of a' });
  const params = part.parameters.init(random(), frame());
  expect(leaves(params).map(([path]) => path)).toEqual(['text.0', 'text.1']);
  expect(leafAt(params, 'text.0').arraySync()).toEqual(embedded('a photo'));
  expect(tf.max(tf.abs(leafAt(params, 'text.1'))).dataSync()[0]).toBeLessThan(0.1);
  const { prompts } = prepareSetup({ prompts: (it) => part.prompts!(it) }, frame());
  expect(read(prompts[0]!)).toBe('[ a photo of a golden dog . ]');
  const { vectors } = part.text!(params, setup());
  expect(vectors!.map(({ layer, at }) => [layer, at])).toEqual([
    [0, 1],
    [1, 1],
  ]);
});

test('more text prompts than words: all at random, and no words are read', () => {
  const part = deepTextPrompts({ tokens: 5, depth: 1, words: 'a photo of a' });
  const params = part.parameters.init(random(), frame());
  expect(tf.max(tf.abs(leafAt(params, 'text.0'))).dataSync()[0]).toBeLessThan(0.1);
  const { prompts } = prepareSetup({ prompts: (it) => part.prompts!(it) }, frame());
  expect(read(prompts[0]!)).toBe('[ [ [ [ [ [ golden dog . ]');
});

test('numbers that are not whole are refused by name', () => {
  expect(() => deepVisionPrompts({ tokens: 1.5, depth: 2 })).toThrow(
    'number of vision vectors must be a whole',
  );
  expect(() => deepTextPrompts({ tokens: 2, depth: 0, words: '' })).toThrow(
    'depth of text vectors must be a whole',
  );
});
