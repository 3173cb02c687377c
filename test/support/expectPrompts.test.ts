import { expect, test } from '@jest/globals';
import { disposeParams, mersenneTwister } from '@dsra/core';
import { coCoOp, coOp, ivlp, type Method, vpt } from '@dsra/prompts';
import { prepareSetup } from '../../packages/prompts/src/setup';
import { expectPrompts } from './expectPrompts';
import { wordClip } from './wordTokenizer';

const clip = wordClip();
const encode = (text: string) => clip.tokenizer.encode(text);
const classNames = ['cat', 'golden dog'];
/** As the papers' code tokenises: a placeholder for every vector. */
const rows = (before: string, behind = '.') =>
  classNames.map((name) => ({ ids: encode(`${before} ${name}${behind}`) }));

function compare(method: Method, recorded: readonly { readonly ids: readonly number[] }[]): void {
  const setup = prepareSetup(method, { clip, classNames });
  const params = method.parameters!.init(mersenneTwister(1), setup);
  try {
    expectPrompts({ method, setup }, params, recorded);
  } finally {
    disposeParams(params);
  }
}

const methods: readonly [string, Method, string][] = [
  ['at the end', coOp({ contextTokens: 3 }), 'X X X'],
  ['in the middle', coOp({ contextTokens: 3, classNameAt: 'middle' }), 'X X X'],
  ['in front', coOp({ contextTokens: 3, classNameAt: 'front' }), 'X X X'],
  ['class-specific', coOp({ contextTokens: 2, perClass: true }), 'X X'],
  ['for each image', coCoOp({ words: 'a b' }), 'X X'],
  ['words that no vector is written over', ivlp({ textDepth: 2, visionDepth: 2 }), 'X X of a'],
  ['no vectors', vpt({ visionTokens: 2, visionDepth: 2 }), 'a photo of a'],
];

test.each(methods)('%s: the tokens around the vectors have to be the recorded ones', (_, method, before) => {
  compare(method, rows(before));
  expect(() => {
    compare(method, rows(before, '!'));
  }).toThrow();
  expect(() => {
    compare(method, rows(`${before} X`));
  }).toThrow();
  const swapped = rows(before).reverse();
  expect(() => {
    compare(method, swapped);
  }).toThrow();
  const [owl] = encode('owl').slice(1);
  const named = rows(before).map(({ ids }) => ({ ids: [...ids.slice(0, -3), owl!, ...ids.slice(-2)] }));
  expect(() => {
    compare(method, named);
  }).toThrow();
});

test('words beside the vectors have to be the recorded ones', () => {
  expect(() => {
    compare(ivlp({ textDepth: 2, visionDepth: 2 }), rows('X X of the'));
  }).toThrow();
  expect(() => {
    compare(vpt({ visionTokens: 2, visionDepth: 2 }), rows('a photo of the'));
  }).toThrow();
});
