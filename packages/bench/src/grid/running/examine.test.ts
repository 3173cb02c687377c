import { expect, test } from '@jest/globals';
import type { Tuned } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { roomyClip } from '../../../../../test/support/smallTask';
import type { DataSetItem } from '../../datasets/dataSet';
import { examine } from './examine';

const black = { width: 8, height: 8, data: new Uint8Array(8 * 8 * 3) };
const items = (count: number): DataSetItem[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ id: `${index}.png`, label: index % 2 },
    read: () => Promise.resolve(black),
  }));

/** Answers class 1, unless `row` says otherwise for a batch of so many pictures. */
async function withModel(
  work: (tuned: Tuned) => Promise<void>,
  row: (batch: number) => number[] = () => [0, 1],
): Promise<void> {
  await tf.setBackend('cpu');
  const before = tf.memory().numTensors;
  const clip = roomyClip();
  const answers = ([count]: number[]) => tf.tensor2d(Array.from({ length: count! }, () => row(count!)));
  const model = { clip, classNames: ['a', 'b'], logits: ({ shape }: tf.Tensor) => answers(shape) };
  const logitsOf = ({ shape }: tf.Tensor) => answers(shape);
  await work({ ...model, logitsOf } as unknown as Tuned);
  clip.dispose();
  expect(tf.memory().numTensors).toBe(before);
}

test('counts answers by class, from pictures as from features', async () => {
  await withModel(async (tuned) => {
    const told: number[] = [];
    const seen = await examine(tuned, items(20), { onTested: (count) => told.push(count) });
    expect(seen).toEqual({
      accuracy: 0.5,
      perClass: [
        { correct: 0, total: 10 },
        { correct: 10, total: 10 },
      ],
      confusion: [
        [0, 10],
        [0, 10],
      ],
    });
    expect(told).toEqual([16, 4]);
    expect(await examine(tuned, items(20), { features: new Float32Array(60) })).toEqual(seen);
  });
});

test('no pictures are no accuracy', () =>
  withModel(async (tuned) => {
    await expect(examine(tuned, [])).rejects.toThrow('there are no pictures to test on');
  }));

test('NaN is no answer', () =>
  withModel(
    async (tuned) => {
      await expect(examine(tuned, items(20))).rejects.toMatchObject({
        code: 'notFinite',
        message: 'the model answers NaN to the test picture 16.png',
      });
    },
    (batch) => [0, batch === 4 ? Number.NaN : 1],
  ));

test('a signal stops between two batches', () =>
  withModel(async (tuned) => {
    const stop = new AbortController();
    const told: number[] = [];
    const onTested = (count: number): void => {
      told.push(count);
      if (told.length === 2) stop.abort();
    };
    await expect(examine(tuned, items(100), { signal: stop.signal, onTested })).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(told).toEqual([16, 16]);
  }));
