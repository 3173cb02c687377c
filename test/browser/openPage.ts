/** A page in the system's Chromium that runs one script of this folder. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, type Page, chromium } from 'playwright-core';

export const executablePath = process.env.DSRA_CHROMIUM ?? '/usr/bin/chromium';

/** Whether there is a browser; where there is none, tests are skipped and say so. */
export const browserFound = existsSync(executablePath);
if (!browserFound) console.log(`browser tests skipped: no ${executablePath} (DSRA_CHROMIUM names another)`);

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const offline = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Bundles the script, whose exports the page then has as `dsra`. The caller closes the browser. */
export async function openPage(script: string): Promise<{ browser: Browser; page: Page }> {
  const args = [script, '--bundle', '--format=iife', '--global-name=dsra', '--log-level=error'];
  const content = execFileSync('node_modules/.bin/esbuild', args, {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  const browser = await chromium.launch({ executablePath, args: [...flags, ...offline] });
  const page = await browser.newPage();
  await page.route('http://localhost/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<html></html>' }),
  );
  await page.goto('http://localhost/');
  await page.addScriptTag({ content });
  return { browser, page };
}
