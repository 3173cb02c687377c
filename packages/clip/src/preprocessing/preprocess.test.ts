import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mersenneTwister } from '@dsra/core';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RgbImage } from '../image';
import { readPicture } from '../node/decodePicture';
import { augment, randomBox } from './augment';
import { centredSquare, resizedCrop } from './crop';
import { flipHorizontal } from './flip';
import { normalise } from './normalise';
import { preprocess, squareOf } from './preprocess';
import { resize } from './resize';
import { toPixels } from './toPixels';

const folder = join(process.env.DSRA_GOLDEN ?? 'test/golden', 'preprocess');

interface Golden {
  readonly mean: [number, number, number];
  readonly std: [number, number, number];
  readonly images: readonly {
    readonly file: string;
    readonly n: number;
    readonly rrc_box?: { top: number; left: number; height: number; width: number };
  }[];
}

const golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as Golden;
const stored = readFileSync(join(folder, 'golden.safetensors'));
const headerLength = Number(stored.readBigUInt64LE(0));
const header = JSON.parse(stored.toString('utf8', 8, 8 + headerLength)) as Record<
  string,
  { data_offsets: [number, number] } | undefined
>;

function bytes(name: string): Uint8Array {
  const {
    data_offsets: [from, to],
  } = header[name]!;
  return new Uint8Array(stored.subarray(8 + headerLength + from, 8 + headerLength + to));
}

/** `[3, n, n]` → `[n, n, 3]` */
function channelsLast(name: string, n: number): Float32Array {
  const planes = new Float32Array(bytes(name).buffer);
  return planes.map((_, i) => planes[(i % 3) * n * n + Math.floor(i / 3)]!);
}

describe.each(golden.images)('golden $file', ({ file, n, rrc_box: box }) => {
  const name = file.replace(/\.png$/, '');
  const preprocessing = { size: n, mean: golden.mean, std: golden.std };

  test('equals Pillow and torchvision exactly', async () => {
    const image = await readPicture(join(folder, file));
    expect(squareOf(image, preprocessing).data).toEqual(bytes(`${name}/crop_u8`));
    expect(preprocess(image, preprocessing)).toEqual(channelsLast(`${name}/tensor`, n));
  });

  if (!box) return;
  test('training crop and flip', async () => {
    const crop = resizedCrop(await readPicture(join(folder, file)), box, n);
    expect(crop.data).toEqual(bytes(`${name}/rrc_u8`));
    expect(normalise(flipHorizontal(crop), preprocessing)).toEqual(
      channelsLast(`${name}/rrc_flip_tensor`, n),
    );
  });
});

const preprocessing = { size: 8, mean: golden.mean, std: golden.std };
const pictures = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.integer())
  .map(([width, height, seed]): RgbImage => {
    const random = mersenneTwister(seed);
    return { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => random.below(256)) };
  });

describe('resizing', () => {
  test('a window of the result is that part of the whole result', () => {
    fc.assert(
      fc.property(
        pictures,
        fc.integer({ min: 8, max: 30 }),
        fc.integer({ min: 8, max: 30 }),
        (image, width, height) => {
          const window = centredSquare({ width, height }, 7);
          const whole = resize(image, { width, height });
          const rows = Array.from({ length: 7 }, (_, y) =>
            Array.from(whole.data.slice(((window.top + y) * width + window.left) * 3).slice(0, 21)),
          );
          expect(Array.from(resize(image, { width, height }, { window }).data)).toEqual(rows.flat());
        },
      ),
      { numRuns: 50 },
    );
  });

  test('keeps a picture of the right size and every even colour', () => {
    fc.assert(
      fc.property(pictures, fc.integer({ min: 0, max: 255 }), (image, level) => {
        expect(resize(image, image).data).toEqual(image.data);
        const even = { ...image, data: image.data.map(() => level) };
        for (const interpolation of ['bicubic', 'bilinear'] as const) {
          expect(new Set(resize(even, { width: 9, height: 5 }, { interpolation }).data)).toEqual(
            new Set([level]),
          );
        }
      }),
      { numRuns: 50 },
    );
  });

  test('a very long picture costs no more than its middle', () => {
    const image = { width: 60_000, height: 1, data: new Uint8Array(180_000).fill(7) };
    expect(preprocess(image, preprocessing)).toHaveLength(8 * 8 * 3);
  });
});

describe('augmentation', () => {
  test('boxes lie inside the picture and have the right area and aspect where they are not central', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer(),
        (width, height, seed) => {
          const box = randomBox({ width, height }, mersenneTwister(seed));
          expect(box.width > 0 && box.height > 0 && box.left >= 0 && box.top >= 0).toBe(true);
          expect(box.left + box.width <= width && box.top + box.height <= height).toBe(true);
        },
      ),
    );
  });

  test('the same seed draws the same picture, mirrored half of the time', () => {
    const image = fc.sample(pictures, { numRuns: 1, seed: 5 })[0]!;
    const draw = (seed: number): Float32Array => augment(image, mersenneTwister(seed), preprocessing);
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
    const gradient = {
      width: 64,
      height: 64,
      data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (Math.floor(i / 3) % 64) * 4),
    };
    const mirrored = Array.from({ length: 200 }, (_, seed) =>
      augment(gradient, mersenneTwister(seed), preprocessing),
    ).filter((pixels) => pixels[0]! > pixels[21]!);
    expect(mirrored.length).toBeGreaterThan(70);
    expect(mirrored.length).toBeLessThan(130);
  });

  test('a batch holds the pictures in order', () => {
    const images = fc.sample(pictures, { numRuns: 3, seed: 1 });
    const batch = toPixels(images, preprocessing);
    expect(batch.shape).toEqual([3, 8, 8, 3]);
    expect(batch.dataSync()).toEqual(
      Float32Array.from(images.flatMap((image) => [...preprocess(image, preprocessing)])),
    );
    batch.dispose();
  });
});
