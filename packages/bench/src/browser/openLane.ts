import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { DsraError } from '@dsra/core';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Lane } from './lanes';

/** What the pages are served. */
export interface Served {
  /** The page's only script; not minified, for threads hang in a minified one. */
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
  const folders: Readonly<Record<string, string>> = { wasm: served.wasm, model: served.model };
  const server = createServer((request, response) => {
    if (threads) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    const path = request.url ?? '/';
    if (path === '/page.js') return response.setHeader('content-type', 'text/javascript').end(served.script);
    if (path === '/') {
      return response.setHeader('content-type', 'text/html').end('<script src="/page.js"></script>');
    }
    const folder = folders[path.split('/')[1]!];
    const file = folder === undefined ? '' : join(folder, basename(path));
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = file.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
    return response.setHeader('content-type', type).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const close = async () => {
    await context.close();
    server.close();
  };
  return { page, close };
}
