import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { pngOf } from './png';

const drawn = (words: string, family: string): Promise<Uint8Array> =>
  pngOf(
    `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30"><text x="4" y="20" font-family="${family}">${words}</text></svg>`,
  );

test('words are drawn with the font that comes along, whichever is asked for', async () => {
  const asked = await drawn('CLIP ± †', 'sans-serif');
  expect((await sharp(asked).stats()).channels[0]!.stdev).toBeGreaterThan(10);
  expect(Buffer.from(await drawn('CLIP ± †', 'A font that nobody has')).equals(asked)).toBe(true);
  // A font of the system would differ from ours.
  expect(Buffer.from(await drawn('CLIP ± †', 'DejaVu Serif')).equals(asked)).toBe(true);
});
