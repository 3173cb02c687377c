/** A page of the system's Chromium in which WebGPU runs on a software adapter, with a server behind it. */
import { execFileSync } from 'node:child_process';
import { type Page, chromium } from 'playwright-core';
import { servePage } from '../../packages/bench/src/browser/servePage';
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

export interface PageOptions {
  /** Whose files are under `/files/`. */
  readonly folder?: string;
  /** Cross-origin isolated. */
  readonly isolated?: boolean;
  /** A content security policy. */
  readonly policy?: string;
}

/**
 * Bundles the script, whose exports the page then has as `dsra`. The server has the files of the wasm backend under `/wasm/`.
 */
export async function openGpuPage(
  script: string,
  { folder, isolated = false, policy }: PageOptions = {},
): Promise<GpuPage> {
  const options = ['--bundle', '--format=iife', '--global-name=dsra', '--log-level=error'];
  const code = execFileSync('node_modules/.bin/esbuild', [script, ...options], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  const server = await servePage({
    script: code,
    folders: { wasm: 'node_modules/@tensorflow/tfjs-backend-wasm/dist', files: folder },
    isolated,
    policy,
  });
  const browser = await chromium.launch({ executablePath, args: flags });
  const page = await browser.newPage();
  const complaints: string[] = [];
  // A device that refuses a command says so here alone: what was to be computed is garbage then.
  page.on('console', (message) => {
    if (/While (calling|encoding|validating)/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(server.address);
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { page, complaints, close };
}
