import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { frozen } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { relativeError } from '../../../../test/support/golden';
import { wordClip } from '../../../../test/support/wordTokenizer';
import { prepareSetup } from '../setup';
import { stream } from '../training/stream';
import {
  type ClassNameAt,
  type ContextOptions,
  contextPrompts,
  contextVectors,
  initContext,
  learnedContext,
} from './context';

const classNames = ['golden_dog', 'owl', 'big old owl'];
const words = 'a photo of a';
const width = 8;
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

/** What the text tower reads of each class: words where its tokens stay, v0, v1 … where vectors are written. */
function written(options: ContextOptions, names = classNames): string[] {
  const setup = prepareSetup({ prompts: contextPrompts(options) }, { clip, classNames: names });
  const numbers = tf.range(0, options.contextTokens).reshape([-1, 1]);
  const row = tf.add(numbers, tf.zeros([options.contextTokens, width]));
  const context = options.perClass ? tf.tile(row.expandDims(), [names.length, 1, 1]) : row;
  const read = setup.prompts.map((ids) => ids.map((id) => clip.tokenizer.word(id)));
  for (const { vectors, at } of contextVectors(options, context, setup)) {
    const [count] = vectors.shape.slice(-2);
    const values = vectors.slice([...(vectors.rank === 3 ? [0] : []), 0, 0]).dataSync();
    read.forEach((tokens, prompt) => {
      const start = typeof at === 'number' ? at : (at as number[])[prompt]!;
      for (let i = 0; i < count!; i++) tokens[start + i] = `v${values[i * width]}`;
    });
  }
  return read.map((tokens) => tokens.join(' '));
}

describe('where the vectors stand', () => {
  test.each<[ContextOptions, string]>([
    [{ contextTokens: 3 }, '[ v0 v1 v2 golden dog . ]'],
    [{ contextTokens: 3, classNameAt: 'middle' }, '[ v0 golden dog v1 v2 . ]'],
    [{ contextTokens: 1, classNameAt: 'middle' }, '[ golden dog v0 . ]'],
    [{ contextTokens: 3, classNameAt: 'front' }, '[ golden dog v0 v1 v2 . ]'],
    [{ contextTokens: 2, classNameAt: 'middle', perClass: true }, '[ v0 golden dog v1 . ]'],
    [{ contextTokens: 4, words }, '[ v0 v1 v2 v3 golden dog . ]'],
    [{ contextTokens: 4, words, classNameAt: 'middle' }, '[ v0 v1 golden dog v2 v3 . ]'],
    [{ contextTokens: 4, words, classNameAt: 'front' }, '[ golden dog v0 v1 v2 v3 . ]'],
    // Words without a vector stay as they are: fewer vectors than words, or words of several tokens.
    [{ contextTokens: 2, words }, '[ v0 v1 of a golden dog . ]'],
    [{ contextTokens: 4, words: 'a close-up of a' }, '[ v0 v1 v2 v3 of a golden dog . ]'],
    // More vectors than words.
    [{ contextTokens: 6, words }, '[ v0 v1 v2 v3 v4 v5 golden dog . ]'],
    [{ contextTokens: 6, words: 'a close-up of a' }, '[ v0 v1 v2 v3 v4 v5 of a golden dog . ]'],
  ])('%j', (options, expected) => {
    expect(written(options)[0]).toBe(expected);
  });

  test('every vector once, in order, around every name; nothing else changes', () => {
    const places = fc.constantFrom<ClassNameAt[]>('end', 'middle', 'front');
    const name = fc.array(fc.constantFrom('x', 'yy', 'z'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), places, name, fc.boolean(), (count, place, parts, own) => {
        const options = { contextTokens: count, classNameAt: place, perClass: own };
        const [row] = written(options, [parts.join('_'), 'another']);
        const tokens = row!.split(' ');
        const vectors = tokens.filter((token) => /^v\d$/.test(token));
        expect(vectors).toEqual(Array.from({ length: count }, (_, i) => `v${i}`));
        expect(tokens.filter((token) => !vectors.includes(token))).toEqual(['[', ...parts, '.', ']']);
        const before = { end: count, middle: Math.floor(count / 2), front: 0 }[place];
        expect(tokens.indexOf(parts[0]!)).toBe(1 + before);
      }),
      { numRuns: 60 },
    );
  });

  test.each<ClassNameAt>(['middle', 'front'])(
    'words of several tokens with the name at %s are refused',
    (at) => {
      const options = { contextTokens: 4, words: 'a close-up of a', classNameAt: at };
      expect(() => written(options, ['owl'])).toThrow(
        'with the class name "owl" in the middle or at the front, context words must be one token each: leave them out, or put the name at the end',
      );
    },
  );
});

describe('what the vectors start as', () => {
  const frame = () => ({ clip, classNames });
  const start = (options: ContextOptions) => initContext(options, stream(1, 'init'), frame());
  const embedded = (text: string) =>
    frozen.lookup(
      clip.weights.text.tokenEmbedding,
      Int32Array.from(clip.tokenizer.encode(text).slice(1, -1)),
    );

  test('words: their token embeddings, as many as there are vectors', () => {
    expect(start({ contextTokens: 4, words }).arraySync()).toEqual(embedded(words).arraySync());
    expect(start({ contextTokens: 2, words }).arraySync()).toEqual(embedded('a photo').arraySync());
    expect(start({ contextTokens: 4, words: 'a close-up of a' }).arraySync()).toEqual(
      embedded('a close - up').arraySync(),
    );
  });

  test('more vectors than words: zeros in front', () => {
    const expected = tf.concat([tf.zeros([2, width]), embedded(words)]);
    expect(start({ contextTokens: 6, words }).arraySync()).toEqual(expected.arraySync());
  });

  test('no words: normal numbers of deviation 0.02, of each class’s own where asked for', () => {
    const many = start({ contextTokens: 2000, perClass: true });
    expect(many.shape).toEqual([3, 2000, width]);
    const { mean, variance } = tf.moments(many);
    expect(mean.dataSync()[0]).toBeCloseTo(0, 3);
    expect(Math.sqrt(variance.dataSync()[0]!)).toBeCloseTo(0.02, 3);
    const [first, second] = tf.unstack(many);
    expect(first!.arraySync()).not.toEqual(second!.arraySync());
  });

  test.each<[string, ContextOptions]>([
    ['as many vectors as words', { contextTokens: 4, words }],
    ['fewer vectors', { contextTokens: 2, words }],
    ['words of several tokens', { contextTokens: 4, words: 'a close-up of a' }],
  ])('fresh from words, %s: the features of the sentence', (_name, options) => {
    const part = learnedContext(options);
    const setup = prepareSetup({ prompts: (it) => part.prompts!(it) }, frame());
    const params = part.parameters.init(stream(1, 'init'), frame());
    const learned = clip.encodeText(setup.prompts, part.text!(params, setup));
    const sentences = classNames.map((name) => `${options.words} ${name.replace('_', ' ')}.`);
    expect(relativeError(learned.dataSync(), clip.encodeText(sentences).dataSync())).toBeLessThan(1e-6);
  });
});

test('vectors of each class’s own change that class alone', () => {
  const options = { contextTokens: 3, classNameAt: 'middle', perClass: true } as const;
  const setup = prepareSetup({ prompts: contextPrompts(options) }, { clip, classNames });
  const context = initContext(options, stream(1, 'init'), { clip, classNames });
  const moved = tf.mul(context, tf.reshape(tf.tensor1d([1, 30, 1]), [3, 1, 1]));
  const [before, after] = [context, moved].map((vectors) =>
    clip.encodeText(setup.prompts, { vectors: contextVectors(options, vectors, setup) }),
  );
  const change = tf.max(tf.abs(tf.sub(before!, after!)), 1).dataSync();
  expect(change[0]).toBeLessThan(1e-5);
  expect(change[1]).toBeGreaterThan(1e-2);
  expect(change[2]).toBeLessThan(1e-5);
});
