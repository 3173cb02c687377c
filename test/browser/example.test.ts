/** examples/browser.ts in a real browser, as the README shows it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedModel } from '@dsra/bench';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import type * as Example from '../../examples/browser';
import { browserFound, openPage } from './openPage';

declare const dsra: typeof Example;

async function png(background: string): Promise<string> {
  const create = { width: 24, height: 20, channels: 3, background } as const;
  return (await sharp({ create }).png().toBuffer()).toString('base64');
}

(browserFound ? test : test.skip)(
  'a page learns classes from chosen files and recognises another picture',
  async () => {
    const { browser, page } = await openPage('examples/browser.ts');
    try {
      await page.route('http://localhost/model/*', (route) => {
        const file = join(embeddedModel(), route.request().url().split('/').at(-1)!);
        return existsSync(file)
          ? route.fulfill({ body: readFileSync(file) })
          : route.fulfill({ status: 404 });
      });
      const pictures = { red: await png('#d02020'), blue: await png('#2040e0') };
      const answer = await page.evaluate(async ({ red, blue }) => {
        const blob = async (base64: string) => (await fetch(`data:image/png;base64,${base64}`)).blob();
        const chosen = { 'red thing': [await blob(red)], 'blue thing': [await blob(blue)] };
        const losses: number[] = [];
        const onProgress = ({ loss }: { loss: number }) => losses.push(loss);
        const tuned = await dsra.teach(chosen, { model: './model/', backend: 'cpu', onProgress });
        const saved = Object.keys(await tuned.files());
        return { said: await dsra.recognise(tuned, await blob(blue)), losses, saved };
      }, pictures);
      expect(answer.said).toMatch(/^(red|blue) thing, \d+ %$/);
      expect(answer.losses).toHaveLength(10);
      expect(answer.saved).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    } finally {
      await browser.close();
    }
  },
  120_000,
);
