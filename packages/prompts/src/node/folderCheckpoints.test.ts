import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { encodeSafetensors } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import {
  averaged,
  clipPerTest,
  fitOptions,
  folderPerTest,
  interruptedAfter,
  numbers,
  small,
} from '../../../../test/support/smallFit';
import { fit, type FitOptions } from '../fit';
import type { Checkpoint } from '../training/checkpoint';
import { folderCheckpoints } from './folderCheckpoints';

// Seconds on a free machine.
jest.setTimeout(60_000);

const here = clipPerTest();
const options = (more: Partial<FitOptions> = {}) => fitOptions(here.clip, more);

describe('checkpoints in a folder', () => {
  const at = folderPerTest();

  test('resume to the same numbers, and can be cleared', async () => {
    const checkpoints = folderCheckpoints(join(at.folder, 'run'));
    await interruptedAfter(4, averaged, options({ checkpoints }));
    expect(await readdir(join(at.folder, 'run'))).toEqual(['checkpoint.safetensors']);
    const resumed = numbers(await fit(averaged, options({ checkpoints })));
    expect(resumed).toEqual(numbers(await fit(averaged, options())));
    await checkpoints.clear();
    expect(await checkpoints.load()).toBeUndefined();
  });

  test('of another run are refused, with every difference', async () => {
    const checkpoints = folderCheckpoints(at.folder);
    await interruptedAfter(1, small, options({ checkpoints }));
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
    await writeFile(join(at.folder, 'checkpoint.safetensors'), 'no tensors');
    const checkpoints = folderCheckpoints(at.folder);
    await expect(fit(small, options({ checkpoints }))).rejects.toMatchObject({ code: 'badFile' });
  });

  test.each(['', 'null', '[]', '{"version":1}', '{"version":2,"epoch":0}', '{"version":1,"epoch":-1}'])(
    'with the description %j are refused',
    async (dsra) => {
      await writeFile(join(at.folder, 'checkpoint.safetensors'), encodeSafetensors({}, { dsra }));
      const checkpoints = folderCheckpoints(at.folder);
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
    const checkpoints = folderCheckpoints(at.folder);
    await interruptedAfter(1, small, options({ checkpoints }));
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
