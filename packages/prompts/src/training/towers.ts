import type { Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Run } from './run';
import { sliceInsertions } from './sliceInsertions';

/** A tower over the rows (classes or images) of one step. */
export interface Tower {
  readonly rows: number;
  /** As many rows at a time as memory allows. */
  readonly chunk: number;
  /** Whether its features depend on what is learned. */
  readonly trained: boolean;
  /** Features of some of the rows, `[size, e]`. */
  encode(params: Params, begin: number, size: number): tf.Tensor2D;
}

/** The text tower over all classes. */
export function textTower({ method, setup }: Run, chunk: number): Tower {
  const { clip, prompts } = setup;
  return {
    rows: prompts.length,
    chunk,
    trained: method.text !== undefined,
    encode: (params, begin, size) => {
      const insertions = method.text && sliceInsertions(method.text(params, setup), begin, size);
      return clip.encodeText(prompts.slice(begin, begin + size), insertions);
    },
  };
}

/** The image tower over a batch of pixels. */
export function imageTower({ method, setup }: Run, pixels: tf.Tensor4D, chunk: number): Tower {
  const rows = pixels.shape[0];
  return {
    rows,
    chunk,
    trained: method.vision !== undefined,
    encode: (params, begin, size) => {
      const insertions = method.vision && sliceInsertions(method.vision(params, setup), begin, size);
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

/** All features `[rows, e]`, chunk by chunk, without gradients; the caller disposes them. */
export function encodeAll(tower: Tower, params: Params): tf.Tensor2D {
  return tf.tidy(() => {
    const parts = chunksOf(tower).map(({ begin, size }) => tf.tidy(() => tower.encode(params, begin, size)));
    return parts.length === 1 ? parts[0]! : tf.concat(parts);
  });
}
