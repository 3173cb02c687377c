/** The same training on every backend of a browser as on the plain one in Node: values, gradients (through steps), leaks. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { useBackend } from '@dsra/runtime';
import { type Browser, type Page, chromium } from 'playwright-core';
import { relativeError } from '../support/golden';
import type * as BackendPage from './backendPage';
import { train, type Trained } from './trainingPage';

declare const dsra: typeof BackendPage;

const executablePath = process.env.DSRA_CHROMIUM ?? '/usr/bin/chromium';
const found = existsSync(executablePath);
if (!found) console.log(`browser tests skipped: no ${executablePath} (DSRA_CHROMIUM names another)`);

/** Software drivers; WebGPU's has to be asked for. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

/** Float32 on other hardware adds in another order, through three epochs of updates. */
const TOLERANCE = 2e-4;

(found ? describe : describe.skip)('training in Chromium equals training in Node', () => {
  let browser: Browser | undefined;
  let page: Page;
  let server: Server | undefined;
  let expected: Trained;

  beforeAll(async () => {
    await useBackend('cpu');
    expected = await train();
    const options = ['--bundle', '--format=iife', '--global-name=dsra', '--log-level=error'];
    const script = execFileSync('node_modules/.bin/esbuild', ['test/browser/backendPage.ts', ...options], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const serving = createServer((request, response) => {
      const path = request.url ?? '/';
      if (path === '/page.js') return response.setHeader('content-type', 'text/javascript').end(script);
      if (path.startsWith('/wasm/')) {
        const file = join('node_modules/@tensorflow/tfjs-backend-wasm/dist', basename(path));
        return response.setHeader('content-type', 'application/wasm').end(readFileSync(file));
      }
      return response.setHeader('content-type', 'text/html').end('<script src="/page.js"></script>');
    });
    server = serving;
    await new Promise<void>((resolve) => serving.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath, args: flags });
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(serving.address() as AddressInfo).port}/`);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test.each(['cpu', 'wasm', 'webgl', 'webgpu'] as const)(
    'on %s',
    async (backend) => {
      const trained = await page.evaluate((name) => dsra.trainOn(name), backend);
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
