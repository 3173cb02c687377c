import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { fromLeaves, leafAt, leaves, type Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { relativeError } from '../../../../test/support/golden';
import { smallBatch } from '../../../../test/support/methodRuns';
import { randomClip } from '../../../../test/support/randomClip';
import { classNames, roomyClip, roomyConfig, stirred } from '../../../../test/support/smallTask';
import type { Method, Setup } from '../method';
import { maple } from '../methods/maple';
import { mapleStar } from '../methods/mapleStar';
import { prepareSetup } from '../setup';
import { lossGradients } from '../training/lossGradients';
import { stream } from '../training/stream';

let clip: Clip;

beforeAll(async () => {
  await tf.setBackend('wasm');
});
beforeEach(() => {
  tf.engine().startScope();
  clip = roomyClip();
});
afterEach(() => {
  tf.engine().endScope();
});

const fresh = (method: Method): Params => method.parameters!.init(stream(1, 'init'), { clip, classNames });
const numbers = (params: Params, path: string) => [...leafAt(params, path).dataSync()];
const paths = (params: Params) => leaves(params).map(([path]) => path);

test('MaPLe: a coupling for each block; the deep ones begin alike and are leaves of their own', () => {
  const params = fresh(maple());
  expect(paths(params).filter((path) => path.startsWith('coupling'))).toEqual([
    'coupling.0.kernel',
    'coupling.0.bias',
    'coupling.1.kernel',
    'coupling.1.bias',
    'coupling.2.kernel',
    'coupling.2.bias',
  ]);
  for (const part of ['kernel', 'bias']) {
    expect(numbers(params, `coupling.2.${part}`)).toEqual(numbers(params, `coupling.1.${part}`));
    expect(numbers(params, `coupling.1.${part}`)).not.toEqual(numbers(params, `coupling.0.${part}`));
    expect(leafAt(params, `coupling.2.${part}`)).not.toBe(leafAt(params, `coupling.1.${part}`));
  }
});

test('MaPLe*: one leaf for all blocks behind the first', () => {
  expect(paths(fresh(mapleStar())).filter((path) => path.startsWith('coupling'))).toEqual([
    'coupling.0.kernel',
    'coupling.0.bias',
    'coupling.deep.kernel',
    'coupling.deep.bias',
  ]);
  expect(paths(fresh(mapleStar({ depth: 1 })))).toEqual(['text.0', 'coupling.0.kernel', 'coupling.0.bias']);
});

test('image prompts are linear images of the text prompts of their block', () => {
  const params = stirred(fresh(mapleStar()));
  const { vectors } = mapleStar().vision!(params, { clip } as Setup);
  expect(vectors!.map(({ layer, at }) => [layer, at])).toEqual([
    [0, 'append'],
    [1, 'last'],
    [2, 'last'],
  ]);
  vectors!.forEach((written, layer) => {
    const of = (part: string) => leafAt(params, `coupling.${layer === 0 ? 0 : 'deep'}.${part}`);
    const expected = tf.add(tf.dot(leafAt(params, `text.${layer}`), of('kernel')), of('bias'));
    expect(relativeError(written.vectors.dataSync(), expected.dataSync())).toBeLessThan(1e-6);
  });
});

test('what reads a shared coupling adds to its gradient', () => {
  const shared = stirred(fresh(mapleStar()));
  // The same numbers, with the deep coupling written out for each block.
  const apart = fromLeaves(
    leaves(shared).flatMap(([path, tensor]) =>
      path.includes('deep')
        ? [1, 2].map((layer) => [path.replace('deep', String(layer)), tf.clone(tensor)] as const)
        : [[path, tensor] as const],
    ),
  );
  const gradientsOf = (method: Method, params: Params) => {
    const setup = prepareSetup(method, { clip, classNames });
    const { losses, gradients } = lossGradients({ method, setup, memoryBudget: 1e9 }, params, smallBatch());
    return { losses, at: new Map(leaves(params).map(([path], i) => [path, gradients[i]!])) };
  };
  const [one, other] = [gradientsOf(mapleStar(), shared), gradientsOf(maple(), apart)];
  expect(relativeError(one.losses.dataSync(), other.losses.dataSync())).toBe(0);
  for (const part of ['kernel', 'bias']) {
    const [first, second] = [1, 2].map((layer) => other.at.get(`coupling.${layer}.${part}`)!);
    const sum = tf.add(first!, second!);
    const deep = one.at.get(`coupling.deep.${part}`)!;
    expect(relativeError(deep.dataSync(), sum.dataSync())).toBeLessThan(1e-5);
    expect(relativeError(first!.dataSync(), sum.dataSync())).toBeGreaterThan(1e-2);
  }
});

test('text blocks beyond the image tower’s last have prompts, and nothing to be coupled with', () => {
  clip = randomClip(1, { ...roomyConfig, vision: { ...roomyConfig.vision, layers: 2 } });
  const params = fresh(maple());
  expect(paths(params)).toEqual([
    'text.0',
    'text.1',
    'text.2',
    'coupling.0.kernel',
    'coupling.0.bias',
    'coupling.1.kernel',
    'coupling.1.bias',
  ]);
  const { vectors } = maple().vision!(params, { clip } as Setup);
  expect(vectors!.map(({ layer }) => layer)).toEqual([0, 1]);
});
