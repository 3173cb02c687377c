/** The recorded training steps on WebGPU in Node, through Dawn, where the package `webgpu` and an adapter are there. */
import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { useBackend } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';
import { goldenClip } from '../support/goldenClip';
import { compareSent, runsOnGraphics, sentRun } from '../support/sendRun';
import { runSent } from '../support/sentRun';
import { testEach } from '../support/testEach';

jest.setTimeout(300_000);

const missing = await useBackend('webgpu').then(
  () => undefined,
  (error: unknown) => (error as Error).message,
);
if (missing !== undefined) process.stderr.write(`golden numbers on webgpu in Node: skipped, ${missing}\n`);

(missing === undefined ? describe : describe.skip)('on webgpu in Node', () => {
  let clip: Clip;
  let clipOnGpu: Clip;
  beforeAll(async () => {
    await useBackend('cpu');
    clip = await goldenClip();
    await useBackend('webgpu');
    clipOnGpu = await goldenClip();
  });
  afterAll(() => {
    clip.dispose();
    clipOnGpu.dispose();
  });

  testEach('training steps', runsOnGraphics(['dsra', 'maple', 'cocoop']), '$name', async (recorded) => {
    // Numbers are read at once on cpu; Dawn can only wait for them.
    await tf.setBackend('cpu');
    const sent = sentRun(clip, recorded);
    await tf.setBackend('webgpu');
    const result = await runSent(clipOnGpu, sent);
    await tf.setBackend('cpu');
    compareSent(recorded, sent, result);
    // The losses, once, at the end of the step.
    for (const { calls } of result.steps) {
      expect(calls).toMatchObject({ readBacks: 1, blockingReadBacks: 0 });
      // Composed of TensorFlow.js operations DsRA alone starts 1,232, and here 505.
      expect(calls!.dispatches).toBeLessThan(1300);
    }
  });
});
