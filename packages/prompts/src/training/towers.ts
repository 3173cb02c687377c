import type { Checkpointing, Insertions } from '@dsra/clip';
import type { Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { joined } from '../members';
import type { Features } from '../method';
import type { Run } from './run';
import { sliceInsertions } from './sliceInsertions';

type Encoded<Part extends keyof Features> = Features[Part];

/** How a tower runs in a step. */
export interface TowerPlan {
  /** As many rows at a time, of those that run apart from the losses: twice, for features and for gradients. */
  readonly chunk: number;
  /** The last rows run where the losses are differentiated: once. */
  readonly inside: number;
  readonly checkpointing: Checkpointing;
}

/** What of a plan a tower needs; without gradients only the chunk. */
type TowerRun = Pick<TowerPlan, 'chunk'> & Partial<TowerPlan>;

/** A tower over the rows (classes or images) of one step. */
export interface Tower<Part extends keyof Features = keyof Features> {
  readonly rows: number;
  /** See {@link TowerPlan}. */
  readonly inside: number;
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
export function textTower(run: Run, { chunk, inside = 0, checkpointing }: TowerRun): Tower<'text'> {
  const { clip, prompts } = run.setup;
  const readsImages = run.method.textPerImage !== undefined;
  return {
    rows: prompts.length,
    inside,
    chunk,
    trained: changesText(run),
    readsImages,
    encode: (params, begin, size, images) => {
      const insertions = sliceInsertions(textInsertions(run, params, images), begin, size);
      const features = clip.encodeText(prompts.slice(begin, begin + size), insertions, { checkpointing });
      return readsImages ? tf.reshape<tf.Rank.R3>(features, [-1, size, features.shape[1]]) : features;
    },
  };
}

/** The image tower over a batch of pixels; `plain`: as the clip has it, without the method. */
export function imageTower(
  { method, setup }: Run,
  pixels: tf.Tensor4D,
  { chunk, inside = 0, checkpointing }: TowerRun,
  { plain = false } = {},
): Tower<'image'> {
  const rows = pixels.shape[0];
  const vision = plain ? undefined : method.vision?.bind(method);
  return {
    rows,
    inside,
    chunk,
    trained: vision !== undefined,
    readsImages: false,
    encode: (params, begin, size) => {
      const insertions = vision && sliceInsertions(vision(params, setup), begin, size);
      const part = size === rows ? pixels : tf.slice(pixels, [begin, 0, 0, 0], [size, -1, -1, -1]);
      return setup.clip.encodeImage(part, insertions, { checkpointing });
    },
  };
}

/** Where the chunks of the rows that run before the losses begin and how long they are: of nearly one length. */
export function chunksOf({ rows, inside, chunk }: Tower): { begin: number; size: number }[] {
  const outside = rows - inside;
  const count = Math.ceil(outside / chunk);
  const begins = Array.from({ length: count + 1 }, (_, i) => Math.round((i * outside) / count));
  return begins.slice(0, -1).map((begin, i) => ({ begin, size: begins[i + 1]! - begin }));
}

/** Features of all rows that run before the losses, chunk by chunk, without gradients; the caller disposes them. */
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
