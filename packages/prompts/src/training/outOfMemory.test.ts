import { expect, jest, test } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import { useBackend } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { randomClip } from '../../../../test/support/randomClip';
import { classNames, noisyExamples, roomyConfig } from '../../../../test/support/smallTask';
import { fit, type FitOptions } from '../fit';
import { combine } from '../combine';
import type { Method } from '../method';
import { dsra } from '../methods/dsra';
import { promptSrc } from '../methods/promptSrc';
import { isOutOfMemory, withMemoryAdvice } from './outOfMemory';

// Seconds on a free machine.
jest.setTimeout(60_000);

interface Heap {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** Takes memory until nothing larger than 64 kB is left; gives back `room` bytes. The pages are never touched: they cost nothing. */
function filled(heap: Heap, room: number): () => void {
  const spare = heap._malloc(room);
  const taken: number[] = [];
  for (let size = 2 ** 30; size > 2 ** 16; ) {
    try {
      taken.push(heap._malloc(size));
    } catch {
      size /= 2;
    }
  }
  heap._free(spare);
  return () => {
    for (const address of taken) heap._free(address);
  };
}

/** Large enough that a step needs some megabytes. */
const config = {
  ...roomyConfig,
  text: { ...roomyConfig.text, width: 64, feedForwardWidth: 256 },
  vision: { ...roomyConfig.vision, width: 96, feedForwardWidth: 384, imageSize: 32 },
};
const method = combine({
  dsra: dsra({ rank: 4 }),
  promptSrc: promptSrc({ teacherTemplates: 'a {}.', visionDepth: 2, textDepth: 2 }),
});

test.each(['wasm', 'wasm-rerouted', 'wasm-stock'] as const)(
  '%s: a heap that gets full, early or late in a step: an error that says what helps, nothing left, and fit works again',
  async (backend) => {
    await useBackend(backend);
    const clip = randomClip(1, config);
    const train = (more: Partial<FitOptions> = {}) =>
      fit(method, { clip, classNames, examples: noisyExamples(4), epochs: 1, batchSize: 4, ...more });
    const logits = async () => {
      const tuned = await train();
      const { probabilities } = await tuned.predict(noisyExamples(1)[0]!.image as never);
      tuned.dispose();
      return probabilities;
    };
    const expected = await logits();
    // Stock products lose references to their operands when they fail.
    const dataIds = () => (backend === 'wasm-stock' ? undefined : tf.backend().numDataIds());
    const held = () => [tf.memory().numTensors, dataIds()];
    const before = held();
    const { wasm } = tf.backend() as unknown as { wasm: Heap };
    let failures = 0;
    for (const megabytes of [1.2, 2, 3, 4, 6, 8]) {
      const release = filled(wasm, megabytes * 2 ** 20);
      try {
        (await train()).dispose();
      } catch (error) {
        failures++;
        expect(error).toMatchObject({ code: 'outOfMemory' });
        expect((error as Error).message).toMatch(
          /^memory ran out (before the first step|at epoch 1 step 1) \(the WebAssembly heap is full: .*\): use a smaller memoryBudget \(now 1.5 GB\), checkpointing: 'blocks' or a smaller batchSize \(now 4\)$/,
        );
      } finally {
        release();
      }
      expect(held()).toEqual(before);
    }
    expect(failures).toBeGreaterThan(3);
    expect(await logits()).toEqual(expected);
    clip.dispose();
  },
);

const full = (): never => {
  throw Object.assign(new Error('the heap is full'), { code: 'out-of-memory' });
};
const small = dsra({ rank: 2 });
/** Of the image tower alone: texts stay the same, and pictures as the plain clip sees them. */
const taughtByPictures: Method = {
  parameters: small.parameters!,
  vision: (params, setup) => small.vision!(params, setup),
  imageTeacher: () => ({}),
};
/** Enough for the two epochs that are planned; asked again at the end of the first. */
const averages = () => {
  let asked = 0;
  return () => (++asked > 2 ? full() : 1);
};

const first = 'before the first step';
const inStep = 'at epoch 1 step 1';
const atEnd = 'at the end of epoch 1';
const frozen = { augment: false };

test.each<[string, Method, (clip: Clip) => Partial<FitOptions>, string]>([
  ['the teachers', { ...small, classTeacher: full }, () => ({}), first],
  ['the start', { ...small, parameters: { ...small.parameters!, init: full } }, () => ({}), first],
  [
    'the frozen image tower',
    taughtByPictures,
    (c) => ({ ...frozen, clip: { ...c, encodeImage: full } }),
    first,
  ],
  [
    'the frozen text tower',
    taughtByPictures,
    (c) => ({ ...frozen, clip: { ...c, encodeText: full } }),
    first,
  ],
  ['a picture', small, () => ({ examples: [{ image: full, label: 0 }] }), inStep],
  ['the teacher of a step', { ...small, imageTeacher: full }, () => ({}), inStep],
  ['the average', { ...small, average: averages() }, () => ({}), atEnd],
  ['the validation', small, () => ({ validate: full }), atEnd],
])('%s: memory that runs out there is told alike, nothing left', async (_, method, more, where) => {
  await useBackend('wasm');
  const clip = randomClip(1, roomyConfig);
  const before = tf.memory().numTensors;
  const run = { clip, classNames, examples: noisyExamples(4), epochs: 2, batchSize: 4, ...more(clip) };
  await expect(fit(method, run)).rejects.toMatchObject({
    code: 'outOfMemory',
    message: expect.stringContaining(
      `memory ran out ${where} (the heap is full): use a smaller memoryBudget`,
    ),
  });
  expect(tf.memory().numTensors).toBe(before);
  clip.dispose();
});

test('what counts as out of memory', () => {
  const named = (name: string, message: string) => Object.assign(new Error(message), { name });
  expect(isOutOfMemory(Object.assign(new Error('full'), { code: 'out-of-memory' }))).toBe(true);
  expect(isOutOfMemory(named('RangeError', 'Array buffer allocation failed'))).toBe(true);
  expect(isOutOfMemory(named('RangeError', 'Invalid typed array length: 9999999999999'))).toBe(true);
  expect(isOutOfMemory(named('GPUOutOfMemoryError', ''))).toBe(true);
  expect(isOutOfMemory(named('RangeError', 'Maximum call stack size exceeded'))).toBe(false);
  expect(isOutOfMemory(named('Error', 'no room in the zoom'))).toBe(false);
  expect(isOutOfMemory(undefined)).toBe(false);
  expect(isOutOfMemory('a string')).toBe(false);
});

test('only options that would still help are named; other errors stay what they are', () => {
  const full = Object.assign(new Error('the heap is full'), { code: 'out-of-memory' });
  const advised = withMemoryAdvice(full, { memoryBudget: 2e8, checkpointing: 'blocks' }, 'here', 1);
  expect(advised).toBeInstanceOf(DsraError);
  expect((advised as Error).message).toBe(
    'memory ran out here (the heap is full): use a smaller memoryBudget (now 0.2 GB)',
  );
  expect((advised as Error).cause).toBe(full);
  expect(withMemoryAdvice(advised, { memoryBudget: 1 }, 'there', 4)).toBe(advised);
  const other = new Error('no such picture');
  expect(withMemoryAdvice(other, { memoryBudget: 1 }, 'here', 4)).toBe(other);
});
