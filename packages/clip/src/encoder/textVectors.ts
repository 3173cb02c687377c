import { DsraError } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { VectorsAt } from '../insertions';
import { repeatRows } from './repeatRows';
import { selectRows } from './selectRows';
import type { TextLayout } from './textLayout';

/** The first position each prompt gets vectors at, and how many. */
interface Placement {
  readonly count: number;
  /** The same positions of all prompts, and no vectors of a prompt's own: they may stand in the shared prefix. */
  readonly shared: boolean;
  readonly startOf: (prompt: number) => number;
}

function placement({ vectors, at, per = 'prompt' }: VectorsAt): Placement {
  if (typeof at === 'string') {
    throw new DsraError('badInput', `the text tower writes vectors at positions, not '${at}'`);
  }
  const count = vectors.shape[vectors.rank - 2]!;
  const startOf = (prompt: number) => (typeof at === 'number' ? at : at[prompt]!);
  return { count, shared: (vectors.rank === 2 || per === 'image') && typeof at === 'number', startOf };
}

/**
 * For how many images every prompt is encoded; 1 where no vectors differ by image.
 * Errors: sets for different numbers of images.
 */
export function groupsOf(insertions: readonly VectorsAt[]): number {
  const images = insertions.filter(({ per, vectors }) => per === 'image' && vectors.rank === 3);
  const counts = [...new Set(images.map(({ vectors }) => vectors.shape[0]))];
  if (counts.length <= 1) return counts[0] ?? 1;
  throw new DsraError('badInput', `vectors for ${counts.join(' and ')} images cannot be encoded together`);
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
  checkSets(insertions, lengths.length);
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

function checkSets(insertions: readonly VectorsAt[], prompts: number): void {
  const sizes = insertions.flatMap(({ vectors, per, at }) => [
    ...(vectors.rank === 3 && per !== 'image' ? [vectors.shape[0]] : []),
    ...(typeof at === 'object' ? [at.length] : []),
  ]);
  const wrong = sizes.find((size) => size !== prompts);
  if (wrong === undefined) return;
  throw new DsraError('badInput', `vectors for ${wrong} prompts cannot be written into ${prompts}`);
}

/** Writes vectors over rows of `x` `[rows, width]`. */
export function writeTextVectors(x: tf.Tensor2D, insertion: VectorsAt, layout: TextLayout): tf.Tensor2D {
  const { count, shared, startOf } = placement(insertion);
  const { groups, prefix, endRows } = layout;
  const start = startOf(0);
  const inPrefix = shared && start + count <= prefix;
  if (inPrefix && groups === 1) {
    const before = tf.slice(x, [0, 0], [start, -1]);
    const after = tf.slice(x, [start + count, 0], [-1, -1]);
    return tf.concat([before, tf.reshape<tf.Rank.R2>(insertion.vectors, [count, -1]), after]);
  }
  // In the prefix once per group, else once per group and prompt.
  const prompts = inPrefix ? 1 : endRows.length / groups;
  const rows = spread(insertion, groups, prompts);
  const order = Int32Array.from({ length: x.shape[0] }, (_, row) => row);
  for (let set = 0; set < groups * prompts; set++) {
    const [group, prompt] = [Math.floor(set / prompts), set % prompts];
    for (let i = 0; i < count; i++) {
      order[layout.rowOf(prompt, startOf(prompt) + i, group)] = x.shape[0] + set * count + i;
    }
  }
  return selectRows(tf.concat([x, rows]), order);
}

/** One set per group and prompt: `[groups·prompts·n, width]`. */
function spread({ vectors, per }: VectorsAt, groups: number, prompts: number): tf.Tensor2D {
  const [count, width] = vectors.shape.slice(-2) as [number, number];
  if (vectors.rank === 2) return repeatRows(vectors as tf.Tensor2D, groups * prompts);
  if (per !== 'image') return repeatRows(tf.reshape<tf.Rank.R2>(vectors, [-1, width]), groups);
  const sets = tf.reshape(vectors, [groups, 1, count * width]);
  return tf.reshape(prompts === 1 ? sets : tf.add(sets, tf.zeros([1, prompts, 1])), [-1, width]);
}
