/** HuggingFace's `preprocessor_config.json` and the `preprocess_cfg` of OpenCLIP's configuration. */
import { DsraError } from '@dsra/core';
import * as z from 'zod/mini';
import type { Preprocessing } from '../clip';
import type { ClipConfig } from '../config';
import { count, positive, record, validate } from './validate';

/** The colours of the pictures that CLIP was trained on. */
const MEAN = [0.48145466, 0.4578275, 0.40821073] as const;
const STD = [0.26862954, 0.26130258, 0.27577711] as const;

/** CLIP's preprocessing for a model's input size. */
export function clipPreprocessing({ vision }: ClipConfig): Preprocessing {
  return { size: vision.imageSize, mean: MEAN, std: STD };
}

const level = z.number({ error: 'a number' });
const means = z.tuple([level, level, level], { error: 'three numbers' });
const stds = z.tuple([positive, positive, positive], { error: 'three numbers above 0' });
const square = { error: 'a square' };

const size = z.union(
  [
    count,
    record({ shortest_edge: count }),
    record({ height: count, width: count }).check(z.refine(({ height, width }) => height === width, square)),
  ],
  { error: 'a number, {shortest_edge} or a square {height, width}' },
);

const on = z.optional(z.literal(true, { error: 'true: other preprocessing is not supported' }));
const ofBytes = z.number().check(z.refine((factor) => Math.abs(factor * 255 - 1) < 1e-6));

const schema = record({
  size: z.optional(size),
  crop_size: z.optional(size),
  do_resize: on,
  do_center_crop: on,
  do_rescale: on,
  rescale_factor: z.optional(ofBytes),
  do_normalize: z.optional(z.boolean({ error: 'true or false' })),
  image_mean: z._default(means, [...MEAN]),
  image_std: z._default(stds, [...STD]),
  resample: z._default(z.literal([2, 3], { error: '3 (bicubic) or 2 (bilinear)' }), 3),
});

/**
 * How pictures become pixels, as `preprocessor_config.json` says; what it leaves out is as in CLIP.
 * @throws DsraError `badConfig`: a value that is wrong or not supported; `mismatch`: another size than the model's input
 */
export function parsePreprocessing(json: unknown, config: ClipConfig, file: string): Preprocessing {
  const found = validate(schema, json, file);
  const imageSize = config.vision.imageSize;
  const sides = [found.size, found.crop_size].map((given) =>
    given === undefined ? imageSize : sideOf(given),
  );
  const other = sides.find((side) => side !== imageSize);
  if (other !== undefined) {
    throw new DsraError(
      'mismatch',
      `${file} makes pictures of ${other} pixels, the model reads ${imageSize}`,
    );
  }
  const normalised = found.do_normalize ?? true;
  return {
    size: imageSize,
    mean: normalised ? found.image_mean : [0, 0, 0],
    std: normalised ? found.image_std : [1, 1, 1],
    ...(found.resample === 2 && { interpolation: 'bilinear' as const }),
  };
}

function sideOf(given: z.infer<typeof size>): number {
  if (typeof given === 'number') return given;
  return 'height' in given ? given.height : given.shortest_edge;
}

const openClipSchema = record({
  preprocess_cfg: z.optional(
    record({
      mean: z._default(means, [...MEAN]),
      std: z._default(stds, [...STD]),
      interpolation: z._default(
        z.literal(['bicubic', 'bilinear'], { error: 'bicubic or bilinear' }),
        'bicubic',
      ),
      resize_mode: z.optional(z.literal('shortest', { error: '"shortest"' })),
    }),
  ),
});

/** The same from `open_clip_config.json`. */
export function openClipPreprocessing(json: unknown, config: ClipConfig, file: string): Preprocessing {
  const { preprocess_cfg: found } = validate(openClipSchema, json, file);
  if (!found) return clipPreprocessing(config);
  const { mean, std, interpolation } = found;
  return { size: config.vision.imageSize, mean, std, ...(interpolation === 'bilinear' && { interpolation }) };
}
