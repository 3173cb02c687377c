import type { Insertions } from '@dsra/clip';
import type { Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { joined } from '../members';
import type { Features } from '../method';
import type { Run } from './run';
import { sliceInsertions } from './sliceInsertions';

type Encoded<Part extends keyof Features> = Features[Part];

/** A tower over the rows (classes or images) of one step. */
export interface Tower<Part extends keyof Features = keyof Features> {
  readonly rows: number;
  /** As many rows at a time as memory allows. */
  readonly chunk: number;
  /** Whether its features depend on what is learned. */
  readonly trained: boolean;
  /** Whether it reads the images' features: the text tower of a method whose text differs from image to image. */
  readonly readsImages: boolean;
  /** Features of some of the rows, `[size, e]`; `[images, size, e]` of a tower that reads the images' features. */
  encode(params: Params, begin: number, size: number, images?: tf.Tensor2D): Encoded<Part>;
}

/** Whether the text tower changes at all. */
export const changesText = ({ method }: Pick<Run, 'method'>): boolean =>
  method.text !== undefined || method.textPerImage !== undefined;

/** What a method changes in the text tower, for these images' features. */
export function textInsertions({ method, setup }: Run, params: Params, images?: tf.Tensor2D): Insertions {
  const always = method.text?.(params, setup) ?? {};
  return images && method.textPerImage
    ? joined([
        ['the context of each class', always],
        ['that of each image', method.textPerImage(params, images, setup)],
      ])
    : always;
}

/** The text tower over all classes. */
export function textTower(run: Run, chunk: number): Tower<'text'> {
  const { clip, prompts } = run.setup;
  const readsImages = run.method.textPerImage !== undefined;
  return {
    rows: prompts.length,
    chunk,
    trained: changesText(run),
    readsImages,
    encode: (params, begin, size, images) => {
      const insertions = sliceInsertions(textInsertions(run, params, images), begin, size);
      const features = clip.encodeText(prompts.slice(begin, begin + size), insertions);
      return readsImages ? tf.reshape<tf.Rank.R3>(features, [-1, size, features.shape[1]]) : features;
    },
  };
}

/** The image tower over a batch of pixels; `plain`: as the clip has it, without the method. */
export function imageTower(
  { method, setup }: Run,
  pixels: tf.Tensor4D,
  chunk: number,
  { plain = false } = {},
): Tower<'image'> {
  const rows = pixels.shape[0];
  const vision = plain ? undefined : method.vision?.bind(method);
  return {
    rows,
    chunk,
    trained: vision !== undefined,
    readsImages: false,
    encode: (params, begin, size) => {
      const insertions = vision && sliceInsertions(vision(params, setup), begin, size);
      const part = size === rows ? pixels : tf.slice(pixels, [begin, 0, 0, 0], [size, -1, -1, -1]);
      return setup.clip.encodeImage(part, insertions);
    },
  };
}

/** Where a tower's chunks begin and how long they are. */
export function chunksOf({ rows, chunk }: Tower): { begin: number; size: number }[] {
  return Array.from({ length: Math.ceil(rows / chunk) }, (_, i) => ({
    begin: i * chunk,
    size: Math.min(chunk, rows - i * chunk),
  }));
}

/** All features, chunk by chunk, without gradients; the caller disposes them. */
export function encodeAll<Part extends keyof Features>(
  tower: Tower<Part>,
  params: Params,
  images?: tf.Tensor2D,
): Encoded<Part> {
  return tf.tidy(() => {
    const parts = chunksOf(tower).map(({ begin, size }) =>
      tf.tidy(() => tower.encode(params, begin, size, images)),
    );
    // Rows are the axis before the last: classes stand behind the images where there is one set for each.
    return parts.length === 1 ? parts[0]! : tf.concat<Encoded<Part>>(parts, parts[0]!.rank - 2);
  });
}
