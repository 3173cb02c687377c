/** The recorded training steps on the graphics backends of a browser, here on software adapters. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { useBackend } from '@dsra/runtime';
import { goldenFolder } from '../support/golden';
import { goldenClip } from '../support/goldenClip';
import { compareSent, runsOnGraphics, sentRun } from '../support/sendRun';
import { testEach } from '../support/testEach';
import type * as GoldenPage from './goldenPage';
import { type GpuPage, openGpuPage } from './gpuPage';
import { browserFound } from './openPage';

declare const dsra: typeof GoldenPage;

/** One of every kind of layout; PromptSRC's teacher adds up more tensors than a shader reads. */
const backendsAndRuns: ['webgpu' | 'webgl', string[]][] = [
  ['webgpu', ['dsra-promptsrc', 'maple', 'cocoop']],
  ['webgl', ['dsra-kgcoop']],
];
const backends = browserFound ? backendsAndRuns : [];

jest.setTimeout(300_000);

describe.each(backends)('in Chromium on %s', (backend, names) => {
  let clip: Clip;
  let opened: GpuPage | undefined;
  beforeAll(async () => {
    await useBackend('cpu');
    clip = await goldenClip();
    opened = await openGpuPage('test/browser/goldenPage.ts', {
      folder: join(goldenFolder, 'clip-tiny'),
    });
    await opened.page.evaluate((name) => dsra.start(name), backend);
  }, 120_000);
  afterAll(async () => {
    await opened?.close();
    clip.dispose();
  });

  testEach('training steps', runsOnGraphics(names), '$name', async (recorded) => {
    const sent = sentRun(clip, recorded);
    const result = await opened!.page.evaluate((run) => dsra.run(run), sent);
    expect(opened!.complaints).toEqual([]);
    compareSent(recorded, sent, result);
    for (const { calls } of result.steps) {
      // The losses, once, at the end of the step.
      if (calls) expect(calls).toMatchObject({ readBacks: 1, blockingReadBacks: 0 });
    }
  });
});
