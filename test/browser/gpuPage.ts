/** A page of the system's Chromium in which WebGPU runs on a software adapter, with a server behind it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { type Page, chromium } from 'playwright-core';
import { executablePath } from './openPage';

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

export interface GpuPage {
  readonly page: Page;
  /** What the graphics device refused to do. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/**
 * Bundles the script, whose exports the page then has as `dsra`. The server has the files of the wasm backend under `/wasm/`,
 * and under `/files/` those of a folder.
 */
export async function openGpuPage(script: string, folder?: string): Promise<GpuPage> {
  const options = ['--bundle', '--format=iife', '--global-name=dsra', '--log-level=error'];
  const code = execFileSync('node_modules/.bin/esbuild', [script, ...options], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  const served: Readonly<Record<string, string | undefined>> = {
    wasm: 'node_modules/@tensorflow/tfjs-backend-wasm/dist',
    files: folder,
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/page.js') return response.setHeader('content-type', 'text/javascript').end(code);
    if (path === '/') {
      return response.setHeader('content-type', 'text/html').end('<script src="/page.js"></script>');
    }
    const from = served[path.split('/')[1]!];
    const file = from === undefined ? '' : join(from, basename(path));
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = file.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
    return response.setHeader('content-type', type).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath, args: flags });
  const page = await browser.newPage();
  const complaints: string[] = [];
  // A device that refuses a command says so here alone: what was to be computed is garbage then.
  page.on('console', (message) => {
    if (/While (calling|encoding|validating)/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { page, complaints, close };
}
