/** The same training on every backend of a browser as on the plain one in Node: values, gradients (through steps), leaks. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { useBackend } from '@dsra/runtime';
import { relativeError } from '../support/golden';
import type * as BackendPage from './backendPage';
import { type GpuPage, openGpuPage } from './gpuPage';
import { browserFound } from './openPage';
import { train, type Trained } from './trainingPage';

declare const dsra: typeof BackendPage;

/** Float32 on other hardware adds in another order, through three epochs of updates. */
const TOLERANCE = 2e-4;

(browserFound ? describe : describe.skip)('training in Chromium equals training in Node', () => {
  let opened: GpuPage | undefined;
  let expected: Trained;

  beforeAll(async () => {
    await useBackend('cpu');
    expected = await train();
    opened = await openGpuPage('test/browser/backendPage.ts');
  }, 60_000);
  afterAll(async () => {
    await opened?.close();
  });

  test.each(['cpu', 'wasm', 'webgl', 'webgpu'] as const)(
    'on %s',
    async (backend) => {
      const trained = await opened!.page.evaluate((name) => dsra.trainOn(name), backend);
      expect(Object.keys(trained.parameters)).toEqual(Object.keys(expected.parameters));
      for (const [path, values] of Object.entries(trained.parameters)) {
        const error = relativeError(values, expected.parameters[path]!);
        expect([path, error <= TOLERANCE ? 'agrees' : error]).toEqual([path, 'agrees']);
      }
      expect(relativeError(trained.logits, expected.logits)).toBeLessThanOrEqual(TOLERANCE);
      expect(relativeError(trained.mergedLogits, expected.logits)).toBeLessThanOrEqual(TOLERANCE);
      expect(trained.leaked).toBe(0);
    },
    120_000,
  );
});
