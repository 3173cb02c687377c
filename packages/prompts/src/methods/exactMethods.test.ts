import { describe, expect, jest, test } from '@jest/globals';
import type { Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { relativeError } from '../../../../test/support/golden';
import { learningCases } from '../../../../test/support/methodCases';
import {
  flatGradients,
  moved,
  releaseBatch,
  smallBatch,
  withClip,
} from '../../../../test/support/methodRuns';
import type { Method } from '../method';
import { bytesPerClass, bytesPerImage, stepPlan } from '../training/memory';
import type { Batch } from '../training/lossGradients';
import type { Run } from '../training/run';
import { changesText } from '../training/towers';

// Seconds on a free machine.
jest.setTimeout(60_000);

const pictures = 4;

/** Budgets under which every class and image runs alone, the classes run in parts, the images run in parts. */
const budgets = (run: Run, params: Params): number[] => [
  1,
  1.5 * bytesPerClass(run, params, pictures),
  2.2 * bytesPerImage(run.setup),
];

describe.each(learningCases)('$name', ({ method }) => {
  test('in chunks, losses and gradients are the same', async () => {
    await tf.setBackend('wasm');
    await withClip((clip) => {
      const { run, params, release } = moved(method, clip);
      const batch = smallBatch();
      const whole = flatGradients(run, params, batch);
      const roomOf = (narrow: Run) => {
        const trained = { text: changesText(run), image: method.vision !== undefined };
        const { text, image } = stepPlan(narrow, params, { images: pictures, trained });
        return text.inside + text.chunk + image.inside + image.chunk;
      };
      for (const memoryBudget of budgets(run, params)) {
        const narrow = { ...run, memoryBudget };
        expect(roomOf(narrow)).toBeLessThan(roomOf(run));
        const chunked = flatGradients(narrow, params, batch);
        expect(relativeError(chunked.losses, whole.losses)).toBeLessThan(1e-6);
        expect(relativeError(chunked.gradients, whole.gradients)).toBeLessThan(2e-5);
      }
      releaseBatch(batch);
      release();
    });
  });

  test('with what frozen towers make of the batch known before, they are the same', async () => {
    await tf.setBackend('wasm');
    await withClip((clip) => {
      const { run, params, release } = moved(method, clip);
      const batch = smallBatch();
      const whole = flatGradients(run, params, batch);
      const plainImage = clip.encodeImage(batch.pixels!);
      const text = changesText(run) ? undefined : clip.encodeText(run.setup.prompts);
      const known = {
        plainImage,
        ...(text && { text }),
        ...(!method.vision && { image: plainImage }),
      };
      const given: Batch = { ...(method.vision && { pixels: batch.pixels }), labels: batch.labels, known };
      for (const memoryBudget of [1e9, 1]) {
        const computed = flatGradients({ ...run, memoryBudget }, params, given);
        expect(relativeError(computed.losses, whole.losses)).toBeLessThan(1e-6);
        expect(relativeError(computed.gradients, whole.gradients)).toBeLessThan(2e-5);
      }
      tf.dispose([plainImage, ...(text ? [text] : [])]);
      releaseBatch(batch);
      release();
    });
  });

  test('cpu and wasm agree', async () => {
    const [cpu, wasm] = [await gradientsOn('cpu', method), await gradientsOn('wasm', method)];
    expect(relativeError(wasm.losses, cpu.losses)).toBeLessThan(1e-5);
    // All leaves in one: a leaf whose gradients cancel has little but rounding of its own.
    expect(relativeError(wasm.gradients, cpu.gradients)).toBeLessThan(1e-4);
  });
});

async function gradientsOn(backend: string, method: Method): Promise<ReturnType<typeof flatGradients>> {
  await tf.setBackend(backend);
  let computed: ReturnType<typeof flatGradients>;
  await withClip((clip) => {
    const { run, params, release } = moved(method, clip);
    const batch = smallBatch();
    computed = flatGradients(run, params, batch);
    releaseBatch(batch);
    release();
  });
  return computed!;
}
