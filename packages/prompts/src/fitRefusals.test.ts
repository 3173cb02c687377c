import { describe, expect, jest, test } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import { clipPerTest, fitOptions, small } from '../../../test/support/smallFit';
import { noisyExamples } from '../../../test/support/smallTask';
import { fit, type FitOptions } from './fit';
import { combine } from './combine';
import type { Method } from './method';
import { dsra } from './methods/dsra';
import { kgCoOp, type KgCoOpOptions } from './methods/kgCoOp';
import { constant } from './schedules/constant';
import type { Checkpoint, CheckpointStore } from './training/checkpoint';

// Seconds on a free machine.
jest.setTimeout(60_000);

const here = clipPerTest();
const options = (more: Partial<FitOptions> = {}) => fitOptions(here.clip, more);

describe('bad input', () => {
  const refused = async (more: Partial<FitOptions>, message: string | RegExp, method: Method = small) => {
    await expect(fit(method, options(more))).rejects.toThrow(message);
  };

  test('is refused by name', async () => {
    const examples = noisyExamples(6);
    await refused({ classNames: ['cat'] }, 'at least two classes are needed, got 1');
    await refused({ classNames: ['a_b', 'a b', 'c'] }, 'two classes have one name: "a_b" and "a b"');
    const tokenizer = { encode: (text: string) => here.clip.tokenizer.encode(text.toLowerCase()) };
    const lowerCased: Clip = { ...here.clip, tokenizer };
    await refused({ clip: lowerCased, classNames: ['Cat', 'dog', 'cat'] }, 'have one name: "Cat" and "cat"');
    await refused({ classNames: ['cat', ' ', 'c'] }, 'a class name is empty');
    await refused({ classNames: ['cat', ' ', 'c'], allowSameNames: true }, 'a class name is empty');
    await refused({ examples: [] }, 'there are no examples');
    await refused(
      { examples: [{ ...examples[0]!, label: 'dog' }] },
      'example 0 has the label "dog", which is no class',
    );
    await refused(
      { examples: [{ ...examples[0]!, label: 3 }] },
      'example 0 has the label 3, which is no class',
    );
    await refused({ epochs: 0 }, 'epochs must be a whole number above 0, got 0');
    await refused({ batchSize: 1.5 }, 'batchSize must be a whole number above 0, got 1.5');
    await refused({ learningRate: -1 }, 'learningRate must be above 0, got -1');
    await refused({ memoryBudget: 0 }, 'memoryBudget must be a number of bytes above 0, got 0');
    const checkpointing = 'layers' as 'blocks';
    await refused({ checkpointing }, "checkpointing is 'layers', expected one of auto, none, blocks");
    await refused({ seed: -1 }, 'seed must be an integer from 0');
  });

  test('a method whose options `load` would refuse, or that learns nothing, before any work', async () => {
    const misspelt = kgCoOp({ wieght: 3 } as KgCoOpOptions);
    await refused({}, 'kgCoOp: has no option wieght; its options are: contextTokens', misspelt);
    await refused({}, 'kgCoOp: weight must be a number from 0 on', kgCoOp({ weight: NaN }));
    await refused(
      {},
      'kgCoOp: weight must be',
      combine({ dsra: dsra({ rank: 2 }), kgCoOp: kgCoOp({ weight: -1 }) }),
    );
    await refused({}, 'and no method: call it, as in fit(dsra(), …)', dsra as unknown as Method);
    const nothing: Method = { parameters: { shapes: () => ({}), init: () => ({}) } };
    await refused({}, 'the method learns nothing', nothing);
    await refused({}, 'the average add to NaN', { ...small, average: () => NaN });
  });

  test('a class name too long for the model: the class, its tokens, the limit', async () => {
    const long = 'a'.repeat(30);
    await refused(
      { classNames: ['cat', 'dog', long] },
      `the class name "${long}" is too long: its prompt has 46 tokens, the model reads 40`,
    );
  });

  test('a picture that cannot be read ends the run with its own error', async () => {
    const image = () => Promise.reject(new Error('no such picture'));
    await refused({ examples: [{ image, label: 0 }] }, 'no such picture');
    // Late, with frozen towers: features that are known by then are not left behind.
    const late = [...noisyExamples(33), { image, label: 0 }];
    await refused({ examples: late, augment: false }, 'no such picture', biased);
  });

  const biased: Method = {
    parameters: { shapes: () => ({ bias: [1] }), init: () => ({ bias: tf.ones([1]) }) },
    score: (params, _features, _setup, next) => tf.add(next(), params.bias as tf.Tensor),
  };

  test('a checkpoint that cannot be saved does not hide what broke', async () => {
    const checkpoints: CheckpointStore = {
      save: () => Promise.reject(new Error('the disk is full')),
      load: () => Promise.resolve(undefined),
    };
    const breaks: Method = { ...small, terms: { fragile: () => tf.scalar(Number.NaN) } };
    await refused(
      { checkpoints },
      /^term fragile is NaN at .*lower learning rate.*the disk is full$/,
      breaks,
    );
  });

  test('numbers that are not finite: term, place and leaf; what was learned before is saved', async () => {
    let last: Checkpoint | undefined;
    const checkpoints: CheckpointStore = {
      save: (checkpoint) => Promise.resolve(void (last = checkpoint)),
      load: () => Promise.resolve(undefined),
    };
    let step = 0;
    const breaks: Method = {
      ...small,
      terms: {
        fragile: (params) => {
          const r = (params.coefficients as Record<string, tf.Tensor>)['1']!;
          return tf.sum(tf.mul(r, ++step > 3 ? Number.NaN : 0)).asScalar();
        },
      },
    };
    const line =
      /^term fragile is NaN at epoch 2 step 2, leaf coefficients.1: train again with a lower .* would only repeat it$/;
    await refused({ checkpoints }, line, breaks);
    expect([last!.epoch, last!.step]).toEqual([1, 1]);
    expect(Object.values(last!.tensors).every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });

  test('a rate at which everything explodes', async () => {
    await refused({ schedule: constant(1e38), epochs: 9 }, /at epoch 1 step \d/);
  });
});

test('what a method prepared does not stay behind when its teacher fails', async () => {
  const failing: Method = {
    ...small,
    prepare: () => ({ bias: tf.zeros([2]) }),
    classTeacher: () => {
      throw new Error('no teacher today');
    },
  };
  const before = tf.memory().numTensors;
  await expect(fit(failing, options())).rejects.toThrow('no teacher today');
  expect(tf.memory().numTensors).toBe(before);
});
