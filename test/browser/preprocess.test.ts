/** The browser's way from a file to pixels, in a real browser, against the same golden numbers as Node's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeSafetensors, toFloat32 } from '@dsra/core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { browserFound, openPage } from './openPage';
import type * as PageScript from './pageScript';

declare const dsra: typeof PageScript;

const folder = join(process.env.DSRA_GOLDEN ?? 'test/golden', 'preprocess');
const golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as {
  readonly mean: [number, number, number];
  readonly std: [number, number, number];
  readonly images: readonly { readonly file: string; readonly mode: string; readonly n: number }[];
};
const { tensors } = decodeSafetensors(new Uint8Array(readFileSync(join(folder, 'golden.safetensors'))));
const preprocessing = (size: number) => ({ size, mean: golden.mean, std: golden.std });

/** `[3, n, n]` → `[n, n, 3]` */
function channelsLast(name: string, n: number): number[] {
  const planes = toFloat32(tensors.get(name)!);
  return Array.from(planes, (_, i) => planes[(i % 3) * n * n + Math.floor(i / 3)]!);
}

(browserFound ? describe : describe.skip)('in Chromium', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    ({ browser, page } = await openPage('test/browser/pageScript.ts'));
  }, 60_000);
  afterAll(async () => {
    await browser.close();
  });

  const base64 = (bytes: Buffer): string => bytes.toString('base64');
  const read = (bytes: Buffer, size: number, through?: PageScript.Through) =>
    page.evaluate(([picture, how, from]) => dsra.read(picture, how, from), [
      base64(bytes),
      preprocessing(size),
      through,
    ] as const);
  const decode = (bytes: Buffer, type: string) =>
    page.evaluate(([picture, kind]) => dsra.decode(picture, kind), [base64(bytes), type] as const);

  test.each(golden.images)('golden $file from a file', async ({ file, n }) => {
    const image = await read(readFileSync(join(folder, file)), n);
    const name = file.replace(/\.png$/, '');
    expect(image.square).toEqual(Array.from(tensors.get(`${name}/crop_u8`)!.bytes));
    expect(image.pixels).toEqual(channelsLast(`${name}/tensor`, n));
  });

  const sources: PageScript.Through[] = ['bitmap', 'image', 'canvas', 'data'];
  test.each(sources)('an opaque picture is the same from a source of kind %s', async (through) => {
    const { file, n } = golden.images.find(({ mode }) => mode === 'RGB')!;
    const bytes = readFileSync(join(folder, file));
    expect(await read(bytes, n, through)).toEqual(await read(bytes, n));
  });

  test('the EXIF orientation is not applied, and a colour profile is ignored', async () => {
    const raw = { width: 12, height: 8, channels: 3 } as const;
    const colours = Buffer.from(Array.from({ length: 12 * 8 * 3 }, (_, i) => (i * 5) % 256));
    const plain = await sharp(colours, { raw }).png().toBuffer();
    const tagged = await sharp(plain).withIccProfile('p3').png().toBuffer();
    const expected = await sharp(tagged, { ignoreIcc: true }).raw().toBuffer();
    expect((await decode(tagged, 'image/png')).data).toEqual(Array.from(expected));
    const turned = await sharp(colours, { raw }).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await decode(turned, 'image/jpeg')).toMatchObject({ width: 12, height: 8 });
  });

  test('what is no picture is refused by name', async () => {
    expect(await page.evaluate(() => dsra.refuse([1, 2, 3]))).toMatch(
      /^badFile .*holiday.png cannot be read as a picture/,
    );
    expect(await page.evaluate(() => dsra.refuse([]))).toMatch(/^badFile .*holiday.png is empty/);
  });
});
