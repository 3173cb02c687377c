import { expect, jest, test } from '@jest/globals';
import {
  averaged,
  clipPerTest,
  fitOptions,
  interruptedAfter,
  numbers,
} from '../../../../test/support/smallFit';
import { fit, type FitOptions } from '../fit';
import { memoryCheckpoints } from './checkpoint';

// Seconds on a free machine.
jest.setTimeout(60_000);

const here = clipPerTest();
const learned = async (more: Partial<FitOptions> = {}) =>
  numbers(await fit(averaged, fitOptions(here.clip, more)));

test('with recomputed blocks a run learns the same; one that was begun without is continued with them', async () => {
  const plain = await learned({ checkpointing: 'none' });
  const recomputed = await learned({ checkpointing: 'blocks' });
  const checkpoints = memoryCheckpoints();
  await interruptedAfter(4, averaged, fitOptions(here.clip, { checkpoints, checkpointing: 'none' }));
  const continued = await learned({ checkpoints, checkpointing: 'blocks' });
  for (const [path, values] of Object.entries(plain)) {
    values.forEach((value, i) => {
      expect(recomputed[path]![i]).toBeCloseTo(value, 5);
      expect(continued[path]![i]).toBeCloseTo(value, 5);
    });
  }
});

test('where not one picture or class fits the budget, blocks are recomputed by themselves', async () => {
  const spied = jest.spyOn(here.clip, 'encodeImage');
  const modes = async (more: Partial<FitOptions>) => {
    spied.mockClear();
    await learned({ ...more, epochs: 1 });
    return new Set(spied.mock.calls.map(([, , options]) => options?.checkpointing));
  };
  expect(await modes({})).toEqual(new Set(['none']));
  expect(await modes({ memoryBudget: 1 })).toEqual(new Set(['blocks']));
  expect(await modes({ memoryBudget: 1, checkpointing: 'none' })).toEqual(new Set(['none']));
  expect(await modes({ checkpointing: 'blocks' })).toEqual(new Set(['blocks']));
});
