import { existsSync } from 'node:fs';
import { DsraError } from '@dsra/core';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Lane } from './lanes';
import { servePage } from './servePage';

/** What the pages are served. */
export interface Served {
  /** The page's only script; not minified, for TensorFlow.js's own threads hang in a minified one. */
  readonly script: string;
  /** The folder with the files of the wasm backend. */
  readonly wasm: string;
  /** The folder of the embedded model. */
  readonly model: string;
}

/** Software drivers where there is no GPU; WebGPU's has to be asked for. */
const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
];
const software = ['--disable-gpu', '--use-webgpu-adapter=swiftshader'];

/** @throws DsraError `missing` where there is no Chromium */
export async function openBrowser({ gpu }: { readonly gpu: boolean }): Promise<Browser> {
  const executablePath = process.env.DSRA_CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new DsraError(
      'missing',
      `there is no ${executablePath}: install chromium, or set DSRA_CHROMIUM to another`,
    );
  }
  return chromium.launch({ executablePath, args: [...flags, ...(gpu ? [] : software)] });
}

export interface OpenLane {
  readonly page: Page;
  close(): Promise<void>;
}

/** A page of its own, with a server of its own: cross-origin isolated where the lane wants threads. */
export async function openLane(browser: Browser, { threads }: Lane, served: Served): Promise<OpenLane> {
  const folders = { wasm: served.wasm, model: served.model };
  const server = await servePage({ script: served.script, folders, isolated: threads });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.address);
  const close = async () => {
    await context.close();
    server.close();
  };
  return { page, close };
}
