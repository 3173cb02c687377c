import { beforeAll, describe, expect, test } from '@jest/globals';
import { fromLeaves, leaves, type Params, shapesOf } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { relativeError } from '../../../test/support/golden';
import { classNames, noisyExamples, roomyClip } from '../../../test/support/smallTask';
import { combine } from './combine';
import { countTrainable } from './countTrainable';
import { fit } from './fit';
import type { Method, Setup } from './method';
import { coCoOp } from './methods/coCoOp';
import { coOp } from './methods/coOp';
import { dsra } from './methods/dsra';
import { ivlp } from './methods/ivlp';
import { kgCoOp } from './methods/kgCoOp';
import { methodFrom } from './methods/table';
import { vpt } from './methods/vpt';
import { zeroShot } from './methods/zeroShot';
import { stream } from './training/stream';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const rule: Method['rule'] = { loss: () => tf.scalar(0), bend: (task) => task };
const setup = (classTeacher: Params): Setup =>
  ({ classTeacher, prepared: {}, prompts: [], classNames: [] }) as unknown as Setup;

/** A method that writes down what it is shown. */
function witness(factor: number) {
  const seen: Params[] = [];
  const method: Method = {
    parameters: {
      shapes: () => ({ w: [1] }),
      init: () => fromLeaves({ w: tf.tensor1d([factor]) }),
    },
    terms: {
      size: (params, outcome) => {
        seen.push(params, outcome.classTeacher, outcome.imageTeacher);
        return tf.scalar(factor);
      },
    },
    classTeacher: () => ({ t: tf.tensor1d([factor]) }),
    features: (_params, { image, text }) => ({ image: tf.add(tf.mul(image, 10), factor), text }),
    score: (_params, _features, _setup, next) => tf.add(tf.mul(next(), 10), factor),
  };
  return { method, seen };
}

test('each method keeps its parameters, terms and teachers under its own name', () => {
  tf.tidy(() => {
    const [a, b] = [witness(1), witness(2)];
    const both = combine({ a: a.method, b: b.method });
    const params = both.parameters!.init(stream(1, 'init'), setup({}));
    expect(leaves(params).map(([path]) => path)).toEqual(['a.w', 'b.w']);
    expect(both.parameters!.shapes({} as never)).toEqual(shapesOf(params));
    expect(Object.keys(both.terms!)).toEqual(['a.size', 'b.size']);
    const classTeacher = both.classTeacher!(setup({}));
    both.terms!['b.size']!(params, { ...setup(classTeacher), imageTeacher: {} } as never);
    expect(a.seen).toEqual([]);
    expect((b.seen[0]!.w as tf.Tensor).dataSync()[0]).toBe(2);
    expect((b.seen[1]!.t as tf.Tensor).dataSync()[0]).toBe(2);
    expect(b.seen[2]).toEqual({});
  });
});

test('changes after the towers follow the order of the names; the first classifier is the outermost', () => {
  tf.tidy(() => {
    const both = combine({ a: witness(1).method, b: witness(2).method });
    const image = tf.tensor2d([[5]]);
    const { image: changed } = both.features!({}, { image, text: image }, setup({}));
    expect(changed.dataSync()[0]).toBe(512);
    const logits = both.score!({}, { image, text: image }, setup({}), () => tf.tensor2d([[5]]));
    expect(logits.dataSync()[0]).toBe(521);
  });
});

describe('what only one can have', () => {
  test.each([
    ['prompts', { prompts: () => [] }, 'a way of its own to write the classes'],
    ['rule', { rule }, 'a rule for gradients'],
    ['average', { average: () => 1 }, 'an average over epochs'],
  ] as const)('two methods with %s are refused by name', (_slot, method: Method, what) => {
    expect(() => combine({ one: method, two: {}, three: method })).toThrow(
      `one and three cannot be combined: each has ${what}, and there can be only one`,
    );
    expect(() => combine({ one: method, two: {} })).not.toThrow();
  });
});

describe('methods that ask for the same place', () => {
  test('two that write the classes are refused by name', () => {
    expect(() => combine({ coOp: coOp(), dsra: dsra(), kgCoOp: kgCoOp() })).toThrow(
      'coOp and kgCoOp cannot be combined: each has ',
    );
  });

  test('two that write over the same tokens are refused with the place, and leave nothing behind', async () => {
    const clip = roomyClip();
    const before = tf.memory().numTensors;
    const run = (methods: Record<string, Method>) =>
      fit(combine(methods), { clip, classNames, examples: noisyExamples(3), epochs: 1 });
    await expect(run({ a: ivlp(), b: vpt({ visionTokens: 2 }) })).rejects.toThrow(
      'a and b cannot be combined: vectors at layer 0 would be written over the same tokens',
    );
    expect(tf.memory().numTensors).toBe(before);
    const apart = await run({ a: coOp({ contextTokens: 2 }), b: vpt({ visionTokens: 2 }) });
    apart.dispose();
    clip.dispose();
  });
});

test('names that cannot be parts of a parameter’s name are refused, and so is nothing', () => {
  expect(() => combine({ 'a.b': {} })).toThrow('"a.b" cannot name a method');
  expect(() => combine({ 0: {} })).toThrow('"0" cannot name a method');
  expect(() => combine({})).toThrow('at least one method');
});

test('one member’s training counts, whole: the first that is more than adapters, else the first', () => {
  const slow: Method = { defaults: { epochs: 200, learningRate: 1 } };
  const quick: Method = { defaults: { epochs: 2 } };
  expect(combine({ dsra: dsra(), slow, quick }).defaults).toEqual(slow.defaults);
  expect(combine({ quick, slow, dsra: dsra() }).defaults).toEqual(quick.defaults);
  expect(combine({ words: zeroShot(), dsra: dsra() }).defaults).toEqual(dsra().defaults);
});

test('fixed features for the classes go with nothing that changes the text tower', () => {
  const ensemble = zeroShot({ template: ['a {}.', 'the {}.'] });
  for (const other of [dsra(), coOp(), coCoOp()]) {
    expect(() => combine({ other, ensemble })).toThrow(
      'ensemble and other cannot be combined: ensemble has fixed',
    );
  }
  expect(() => combine({ vpt: vpt(), ensemble })).not.toThrow();
});

test('a combination of one behaves as that one', async () => {
  const clip = roomyClip();
  const options = {
    clip,
    classNames,
    examples: noisyExamples(6),
    epochs: 2,
    batchSize: 3,
    learningRate: 0.01,
  };
  const alone = await fit(dsra({ rank: 2 }), options);
  const wrapped = await fit(combine({ dsra: dsra({ rank: 2 }) }), options);
  expect(leaves(wrapped.params).map(([path, it]) => [path, [...it.dataSync()]])).toEqual(
    leaves(alone.params).map(([path, it]) => [`dsra.${path}`, [...it.dataSync()]]),
  );
  const [one, other] = [alone.merge(), wrapped.merge()];
  const kernel = (it: typeof clip) => it.weights.text.blocks[1]!.queryKeyValue.kernel.dataSync();
  expect(relativeError(kernel(other), kernel(one))).toBe(0);
  expect(countTrainable(combine({ dsra: dsra({ rank: 2 }) }), clip.config).total).toBe(
    countTrainable(dsra({ rank: 2 }), clip.config).total,
  );
  for (const it of [alone, wrapped, one, other, clip]) it.dispose();
});

test('a combination is written as a recipe and built again from it; not with a member that cannot be', () => {
  const both = combine({ dsra: dsra({ rank: 2 }), words: zeroShot({ template: 'a {}.' }) });
  expect(both.recipe).toEqual({
    combine: {
      dsra: { method: 'dsra', options: { rank: 2 } },
      words: { method: 'zeroShot', options: { template: 'a {}.' } },
    },
  });
  expect(methodFrom(JSON.parse(JSON.stringify(both.recipe))).recipe).toEqual(both.recipe);
  expect(combine({ dsra: dsra(), mine: {} }).recipe).toBeUndefined();
});
