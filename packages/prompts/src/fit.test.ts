import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { encodeSafetensors, fromLeaves, leaves } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { classNames, noisyExamples, noisyPicture, roomyClip } from '../../../test/support/smallTask';
import { fit, type FitOptions } from './fit';
import type { Method } from './method';
import { dsra } from './methods/dsra';
import { zeroShot } from './methods/zeroShot';
import { folderCheckpoints } from './node/folderCheckpoints';
import { adam } from './optimizers/adam';
import { constant } from './schedules/constant';
import { type Checkpoint, type CheckpointStore, memoryCheckpoints } from './training/checkpoint';
import type { Progress } from './training/progress';
import type { Tuned } from './tuned/tuned';

let clip: Clip;
let atStart = 0;

// Seconds on a free machine.
jest.setTimeout(60_000);

beforeAll(async () => {
  await tf.setBackend('wasm');
});
beforeEach(() => {
  atStart = tf.memory().numTensors;
  clip = roomyClip();
});
afterEach(() => {
  clip.dispose();
  expect(tf.memory().numTensors).toBe(atStart);
});

const small = dsra({ rank: 2 });
/** The mean of the epochs, so that a resumed run has something more to remember. */
const averaged: Method = { ...small, average: (epoch) => epoch + 1 };

const options = (more: Partial<FitOptions> = {}): FitOptions => ({
  clip,
  classNames,
  examples: noisyExamples(8),
  epochs: 3,
  batchSize: 3,
  learningRate: 0.01,
  seed: 5,
  ...more,
});

/** Every learned number, and away with the rest. */
function numbers(tuned: Tuned): Record<string, number[]> {
  const values = leaves(tuned.params).map(([path, tensor]) => [path, [...tensor.dataSync()]]);
  tuned.dispose();
  return Object.fromEntries(values) as Record<string, number[]>;
}

/** Trains until so many steps are done, then stops as Ctrl-C would. */
async function interruptedAfter(steps: number, method: Method, more: Partial<FitOptions>): Promise<void> {
  const stop = new AbortController();
  let done = 0;
  const onProgress = () => {
    if (++done === steps) stop.abort();
  };
  await expect(fit(method, options({ ...more, onProgress, signal: stop.signal }))).rejects.toMatchObject({
    code: 'interrupted',
  });
  expect(done).toBe(steps);
}

describe('what a run learns', () => {
  test('is the same for the same seed, and another for another', async () => {
    const first = numbers(await fit(small, options()));
    const again = numbers(await fit(small, options()));
    const other = numbers(await fit(small, options({ seed: 6 })));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('separates classes that differ by colour', async () => {
    const examples = noisyExamples(24);
    const held = Array.from({ length: 30 }, (_, i) => ({
      image: noisyPicture(100 + i, i % 3),
      label: i % 3,
    }));
    const before = await fit(zeroShot(), options());
    const after = await fit(
      dsra({ rank: 4 }),
      options({ examples, epochs: 12, batchSize: 4, optimizer: adam(), schedule: constant(0.02) }),
    );
    const [plain, learned] = [await before.evaluate(held), await after.evaluate(held)];
    expect(learned.examples).toBe(30);
    expect(learned.accuracy).toBe(learned.correct / 30);
    expect(learned.accuracy).toBeGreaterThan(Math.max(plain.accuracy, 0.7));
    before.dispose();
    after.dispose();
  });

  test.each([1, 2, 5])('is the same bit for bit when interrupted after %i steps', async (steps) => {
    for (const { method, optimizer } of [{ method: small }, { method: averaged, optimizer: adam() }]) {
      const checkpoints = memoryCheckpoints();
      const whole = numbers(await fit(method, options({ optimizer })));
      await interruptedAfter(steps, method, { optimizer, checkpoints });
      expect(numbers(await fit(method, options({ optimizer, checkpoints })))).toEqual(whole);
    }
  });

  test('is the average over epochs where the method says so', async () => {
    const epochs: Record<string, number[]>[] = [];
    const validate = (tuned: Tuned) => {
      epochs.push(Object.fromEntries(leaves(tuned.params).map(([path, it]) => [path, [...it.dataSync()]])));
      return Promise.resolve(epochs.length);
    };
    const result = numbers(await fit(averaged, options({ validate })));
    for (const [path, values] of Object.entries(result)) {
      values.forEach((value, i) => {
        const mean = epochs.reduce((sum, epoch, e) => sum + ((e + 1) / 6) * epoch[path]![i]!, 0);
        expect(value).toBeCloseTo(mean, 5);
      });
    }
  });
});

describe('checkpoints in a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dsra-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('resume to the same numbers, and can be cleared', async () => {
    const checkpoints = folderCheckpoints(join(folder, 'run'));
    await interruptedAfter(4, averaged, { checkpoints });
    expect(await readdir(join(folder, 'run'))).toEqual(['checkpoint.safetensors']);
    const resumed = numbers(await fit(averaged, options({ checkpoints })));
    expect(resumed).toEqual(numbers(await fit(averaged, options())));
    await checkpoints.clear();
    expect(await checkpoints.load()).toBeUndefined();
  });

  test('of another run are refused, with every difference', async () => {
    const checkpoints = folderCheckpoints(folder);
    await interruptedAfter(1, small, { checkpoints });
    const other = options({ checkpoints, seed: 6, batchSize: 2 });
    await expect(fit(small, other)).rejects.toThrow(
      /another run \(batchSize was 3, now 2; seed was 5, now 6\)/,
    );
    await expect(fit(small, options({ checkpoints, memoryBudget: 1e6 }))).rejects.toThrow(
      'another run (memoryBudget was 1500000000, now 1000000)',
    );
    expect((await checkpoints.load())!.run.backend).toBe('wasm');
  });

  test('that are none are refused', async () => {
    await writeFile(join(folder, 'checkpoint.safetensors'), 'no tensors');
    const checkpoints = folderCheckpoints(folder);
    await expect(fit(small, options({ checkpoints }))).rejects.toMatchObject({ code: 'badFile' });
  });

  test.each(['', 'null', '[]', '{"version":1}', '{"version":2,"epoch":0}', '{"version":1,"epoch":-1}'])(
    'with the description %j are refused',
    async (dsra) => {
      await writeFile(join(folder, 'checkpoint.safetensors'), encodeSafetensors({}, { dsra }));
      const checkpoints = folderCheckpoints(folder);
      await expect(fit(small, options({ checkpoints }))).rejects.toMatchObject({
        code: 'badFile',
        message: expect.stringMatching(/checkpoint.safetensors is no checkpoint .*: remove it$/),
      });
    },
  );

  test.each<[string, (saved: Checkpoint) => Partial<Checkpoint>]>([
    [
      'memory.velocity is [1], expected [',
      ({ tensors }) => ({ tensors: { ...tensors, ...one('memory.velocity') } }),
    ],
    [
      'params.coefficients.0 is [1], expected [2]',
      ({ tensors }) => ({ tensors: { ...tensors, ...one('params.coefficients.0') } }),
    ],
    ['has no tensor average.', ({ tensors }) => ({ tensors: { ...tensors, ...one('average.x') } })],
    ['step 99 is none of the run', () => ({ step: 99 })],
  ])('whose tensors or place do not fit are refused: %s', async (line, damage) => {
    const checkpoints = folderCheckpoints(folder);
    await interruptedAfter(1, small, { checkpoints });
    const saved = (await checkpoints.load())!;
    await checkpoints.save({ ...saved, ...damage(saved) });
    const before = tf.memory().numTensors;
    await expect(fit(small, options({ checkpoints }))).rejects.toMatchObject({
      code: 'badFile',
      message: expect.stringContaining(line),
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  const one = (name: string) => ({ [name]: { shape: [1], data: new Float32Array(1) } });
});

describe('progress', () => {
  test('is told after every step', async () => {
    const seen: Progress[] = [];
    const validate = (tuned: Tuned) => Promise.resolve(tuned.classNames.length);
    const method: Method = { ...small, terms: { two: () => tf.scalar(2) } };
    (await fit(method, options({ onProgress: (progress) => seen.push(progress), validate }))).dispose();
    // Eight examples in batches of three: the last two are left out.
    expect(seen.map(({ epoch, step }) => `${epoch}/${step}`)).toEqual([
      '1/1',
      '1/2',
      '2/1',
      '2/2',
      '3/1',
      '3/2',
    ]);
    expect(seen.map(({ validation }) => validation)).toEqual([undefined, 3, undefined, 3, undefined, 3]);
    expect(seen.map(({ learningRate }) => learningRate)).toEqual(
      [1e-5, 1e-5, 0.01, 0.01, 0.0075, 0.0075].map(near),
    );
    for (const { loss, terms, epochs, steps, picturesPerSecond, secondsLeft } of seen) {
      expect([epochs, steps, terms.two]).toEqual([3, 2, 2]);
      expect(loss).toBeCloseTo(terms.crossEntropy! + 2, 5);
      expect(picturesPerSecond).toBeGreaterThan(0);
      expect(secondsLeft).toBeGreaterThanOrEqual(0);
    }
    expect(seen.at(-1)!.secondsLeft).toBe(0);
  });

  const near = (value: number) => expect.closeTo(value, 8) as unknown as number;
});

describe('what can be computed once is computed once', () => {
  /** A clip that counts what its towers are asked for. */
  function counting() {
    const calls = { image: 0, text: 0 };
    const counted: Clip = {
      ...clip,
      encodeImage: (...given) => (calls.image++, clip.encodeImage(...given)),
      encodeText: (...given) => (calls.text++, clip.encodeText(...given)),
    };
    return { calls, counted };
  }
  const scale: Method = {
    parameters: {
      shapes: () => ({ scale: [1] }),
      init: () => fromLeaves({ scale: tf.tensor1d([1]) }),
    },
    score: (params, _features, _setup, next) => tf.mul(next(), params.scale as tf.Tensor),
  };

  test.each([
    [false, { image: 1, text: 1 }],
    [true, { image: 6, text: 1 }],
  ])('frozen towers, with augmentation %p', async (augment, expected) => {
    const { calls, counted } = counting();
    (await fit(scale, options({ clip: counted, augment }))).dispose();
    expect(calls).toEqual(expected);
  });

  test('a frozen tower gives the same numbers from its features', async () => {
    const text: Method = { ...small, vision: undefined };
    const still = numbers(await fit(text, options({ augment: false })));
    const looksAgain: Method = { ...text, imageTeacher: () => ({}) };
    expect(numbers(await fit(looksAgain, options({ augment: false })))).toEqual(still);
  });
});

describe('bad input', () => {
  const refused = async (more: Partial<FitOptions>, message: string | RegExp, method: Method = small) => {
    await expect(fit(method, options(more))).rejects.toThrow(message);
  };

  test('is refused by name', async () => {
    const examples = noisyExamples(6);
    await refused({ classNames: ['cat'] }, 'at least two classes are needed, got 1');
    await refused({ classNames: ['a_b', 'a b', 'c'] }, 'two classes have one name: "a_b" and "a b"');
    const tokenizer = { encode: (text: string) => clip.tokenizer.encode(text.toLowerCase()) };
    const lowerCased: Clip = { ...clip, tokenizer };
    await refused({ clip: lowerCased, classNames: ['Cat', 'dog', 'cat'] }, 'have one name: "Cat" and "cat"');
    await refused({ classNames: ['cat', ' ', 'c'] }, 'a class name is empty');
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
    await refused({ seed: -1 }, 'seed must be an integer from 0');
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

test('a method without parameters is ready at once', async () => {
  const tuned = await fit(zeroShot(), { clip, classNames, examples: [] });
  const [one, two] = await tuned.predict([noisyPicture(1, 0), () => noisyPicture(2, 1)]);
  expect(classNames).toContain(one!.label);
  expect(two!.probabilities.map(({ label }) => label).sort()).toEqual([...classNames].sort());
  expect(tuned.training).toBeUndefined();
  tuned.dispose();
});
