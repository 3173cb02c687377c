import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { readPicture } from './decodePicture';

const rgb = Buffer.from(Array.from({ length: 6 * 4 * 3 }, (_, i) => (i * 37) % 256));
const raw = { raw: { width: 6, height: 4, channels: 3 } } as const;
const picture = (): Sharp => sharp(rgb, raw);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dsra-pictures-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('decoding', () => {
  test.each([
    ['a PNG', () => picture().png()],
    ['a lossless WebP', () => picture().webp({ lossless: true })],
    ['a TIFF', () => picture().tiff({ compression: 'lzw' })],
    ['alpha, dropped', () => picture().ensureAlpha(0.3).png()],
    ['a colour profile, ignored', () => picture().withIccProfile('p3', { attach: true }).png()],
  ])('%s', async (what, make) => {
    const image = await readPicture(await make().toBuffer());
    expect([image.width, image.height]).toEqual([6, 4]);
    const managed = what.startsWith('a colour');
    expect(image.data).toEqual(managed ? await unmanaged(make()) : new Uint8Array(rgb));
  });

  test('grey becomes three equal channels, and 16 bits their high byte', async () => {
    const deep = Uint16Array.from({ length: 12 }, (_, i) => i * 5000 + 255);
    const shape = { raw: { width: 12, height: 1, channels: 1 } } as const;
    const png = await sharp(deep, shape).toColourspace('grey16').png().toBuffer();
    const expected = Array.from(deep, (v) => v >> 8).flatMap((v) => [v, v, v]);
    expect(Array.from((await readPicture(png)).data)).toEqual(expected);
    const colours = await sharp(deep, { raw: { width: 4, height: 1, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect(Array.from((await readPicture(colours)).data)).toEqual(Array.from(deep, (v) => v >> 8));
  });

  test('a palette', async () => {
    const striped = Buffer.from(
      Array.from({ length: 24 }, (_, i) => (i % 2 ? [250, 10, 30] : [0, 90, 200])).flat(),
    );
    const png = await sharp(striped, raw).png({ palette: true, colours: 4 }).toBuffer();
    expect((await readPicture(png)).data).toEqual(new Uint8Array(striped));
  });

  test('the EXIF orientation is not applied', async () => {
    const jpeg = await picture().jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await readPicture(jpeg)).toMatchObject({ width: 6, height: 4 });
  });

  test('CMYK inks become (255 − ink)·(255 − black) / 255', async () => {
    const grey = sharp({ create: { width: 8, height: 8, channels: 3, background: '#646464' } });
    const jpeg = await grey.toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    const inks = await sharp(jpeg).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer();
    const expected = [0, 1, 2].map((c) => Math.round(((255 - inks[c]!) * (255 - inks[3]!)) / 255));
    const found = Array.from((await readPicture(jpeg)).data.subarray(0, 3));
    found.forEach((level, c) => {
      expect(Math.abs(level - expected[c]!)).toBeLessThanOrEqual(1);
    });
  });
});

async function unmanaged(made: Sharp): Promise<Uint8Array> {
  return new Uint8Array(
    await sharp(await made.toBuffer(), { ignoreIcc: true })
      .raw()
      .toBuffer(),
  );
}

describe('what is no picture', () => {
  const cases: [string, () => Promise<Uint8Array>][] = [
    ['empty', () => Promise.resolve(new Uint8Array())],
    ['text', () => Promise.resolve(Buffer.from('not a picture at all'))],
    [
      'a drawing',
      () => Promise.resolve(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>')),
    ],
    ['half a PNG', async () => firstHalf(await noise().png().toBuffer())],
    ['half a JPEG', async () => firstHalf(await noise().jpeg().toBuffer())],
  ];

  test.each(cases)('%s is refused by name, in one line', async (what, make) => {
    const file = join(folder, `${what}.png`);
    writeFileSync(file, await make());
    await expect(readPicture(file)).rejects.toMatchObject({
      code: 'badFile',
      message: expect.stringContaining(file),
    });
    await expect(readPicture(file)).rejects.toMatchObject({ message: expect.not.stringContaining('\n') });
  });

  test('what the system refuses is another matter', async () => {
    const nowhere = join(folder, 'nowhere.png');
    const loop = join(folder, 'loop.png');
    symlinkSync(loop, loop);
    await expect(readPicture(nowhere)).rejects.toMatchObject({
      code: 'missing',
      message: `${nowhere} cannot be read: it does not exist`,
    });
    await expect(readPicture(folder)).rejects.toMatchObject({ code: 'missing' });
    await expect(readPicture(loop)).rejects.toMatchObject({ code: 'missing' });
  });
});

const firstHalf = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length / 2);
function noise(): Sharp {
  return sharp(Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) % 251)), {
    raw: { width: 64, height: 64, channels: 3 },
  });
}
