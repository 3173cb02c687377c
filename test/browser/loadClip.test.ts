/** Checkpoints over the web, in a real browser: the features are those that Node computes. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadClip } from '@dsra/clip/node';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type * as ClipScript from './clipScript';
import { browserFound, openPage } from './openPage';

declare const dsra: typeof ClipScript;

const golden = join(process.env.DSRA_GOLDEN ?? 'test/golden', 'clip-tiny');
const ids = [86, 5, 17, 87];

(browserFound ? describe : describe.skip)('in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let expected: number[];

  beforeAll(async () => {
    ({ browser, page } = await openPage('test/browser/clipScript.ts'));
    const serve =
      /^(http:\/\/localhost\/models\/tiny|https:\/\/huggingface\.co\/some\/clip\/resolve\/main)\/([\w.]+)$/;
    await page.route(serve, (route) => {
      const file = join(golden, serve.exec(route.request().url())![2]!);
      if (!existsSync(file)) return route.fulfill({ status: 404 });
      const headers = { 'access-control-allow-origin': '*' };
      return route.fulfill({ body: readFileSync(file), headers, contentType: 'application/octet-stream' });
    });
    await page.route('http://localhost/empty/*', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<p>any page</p>' }),
    );
    await page.route('http://localhost/broken/*', (route) => route.fulfill({ status: 500 }));
    const clip = await loadClip(golden);
    const features = clip.encodeText([ids]);
    expected = Array.from(await features.data());
    features.dispose();
    clip.dispose();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
  });

  test.each(['./models/tiny', 'http://localhost/models/tiny/', 'some/clip'])('from %s', async (source) => {
    const { values, downloads, left } = await page.evaluate(([from, row]) => dsra.encode(from, row), [
      source,
      ids,
    ] as const);
    expect(values).toEqual(expected);
    expect(left).toBe(0);
    const [done, total] = downloads['model.safetensors']!;
    expect([done, total]).toEqual([done, done]);
    expect(done).toBe(readFileSync(join(golden, 'model.safetensors')).length);
  });

  test('from chosen files', async () => {
    const addresses = ['config.json', 'model.safetensors'].map((file) => `/models/tiny/${file}`);
    expect(
      await page.evaluate(([from, row]) => dsra.encodeChosen(from, row), [addresses, ids] as const),
    ).toEqual(expected);
  });

  test('what cannot be loaded is one line', async () => {
    const refusal = (source: string) => page.evaluate((from) => dsra.refuse(from), source);
    expect(await refusal('./empty')).toBe('missing: ./empty has no weights: expected model.safetensors');
    expect(await refusal('./broken')).toMatch(
      /^unavailable: http:\/\/localhost\/broken\/config\.json .*status 500/,
    );
  });
});
