import { DsraError } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { VectorsAt } from '../insertions';
import { repeatRows } from './repeatRows';
import { selectRows } from './selectRows';
import type { TextLayout } from './textLayout';

/** The first position each prompt gets vectors at, and how many. */
interface Placement {
  readonly count: number;
  /** The same vectors at the same positions of all prompts. */
  readonly shared: boolean;
  readonly startOf: (prompt: number) => number;
}

function placement({ vectors, at }: VectorsAt): Placement {
  if (typeof at === 'string') {
    throw new DsraError('badInput', `the text tower writes vectors at positions, not '${at}'`);
  }
  const count = vectors.shape[vectors.rank - 2]!;
  const startOf = (prompt: number) => (typeof at === 'number' ? at : at[prompt]!);
  return { count, shared: vectors.rank === 2 && typeof at === 'number', startOf };
}

/**
 * Positions from here on cannot be shared by all prompts.
 * Errors: vectors that would overwrite a prompt's start or end token.
 */
export function sharedUpTo(
  insertions: readonly VectorsAt[],
  lengths: readonly number[],
  commonPrefix: number,
): number {
  let limit = commonPrefix;
  const placements = insertions.map(placement);
  for (const { count, startOf } of placements) {
    lengths.forEach((length, prompt) => {
      if (startOf(prompt) >= 1 && startOf(prompt) + count < length) return;
      const reach = `positions ${startOf(prompt)}…${startOf(prompt) + count - 1}`;
      throw new DsraError(
        'badInput',
        `vectors at ${reach} would overwrite the start or end token of prompt ${prompt} (0 and ${length - 1})`,
      );
    });
  }
  for (const { shared, startOf } of placements) {
    if (!shared) limit = Math.min(limit, ...lengths.map((_, prompt) => startOf(prompt)));
  }
  // Shared vectors that reach over the limit are split between prefix and suffixes: simpler to have them behind it.
  for (let before = -1; before !== limit; ) {
    before = limit;
    for (const { shared, startOf, count } of placements) {
      if (shared && startOf(0) < limit && startOf(0) + count > limit) limit = startOf(0);
    }
  }
  return limit;
}

/** Writes vectors over rows of `x` `[rows, width]`. */
export function writeTextVectors(x: tf.Tensor2D, insertion: VectorsAt, layout: TextLayout): tf.Tensor2D {
  const { count, shared, startOf } = placement(insertion);
  const start = startOf(0);
  if (shared && start + count <= layout.prefix) {
    const before = tf.slice(x, [0, 0], [start, -1]);
    const after = tf.slice(x, [start + count, 0], [-1, -1]);
    return tf.concat([before, insertion.vectors as tf.Tensor2D, after]);
  }
  const prompts = layout.endRows.length;
  const width = x.shape[1];
  const rows =
    insertion.vectors.rank === 2
      ? repeatRows(insertion.vectors as tf.Tensor2D, prompts)
      : tf.reshape<tf.Rank.R2>(insertion.vectors, [prompts * count, width]);
  const order = Int32Array.from({ length: x.shape[0] }, (_, row) => row);
  for (let prompt = 0; prompt < prompts; prompt++) {
    for (let i = 0; i < count; i++) {
      order[layout.rowOf(prompt, startOf(prompt) + i)] = x.shape[0] + prompt * count + i;
    }
  }
  return selectRows(tf.concat([x, rows]), order);
}
