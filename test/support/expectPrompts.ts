import { expect } from '@jest/globals';
import type { VectorsAt } from '@dsra/clip';
import type { Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Run } from '../../packages/prompts/src/training/run';
import type { RecordedRun } from './recordedRuns';

/**
 * The token rows, but for the places that vectors are written over, where any token will do. Recorded rows have those behind
 * the start token, also where the class name stands in the middle of the vectors or in front of them: where the vectors
 * then are, `init_prompts_embedded` tells.
 */
export function expectPrompts(
  { method, setup }: Pick<Run, 'method' | 'setup'>,
  params: Params,
  recorded: RecordedRun['prompts'],
): void {
  const written = tf.tidy(() => {
    const image = tf.zeros<tf.Rank.R2>([1, setup.clip.config.embeddingWidth]);
    const insertions = [method.text?.(params, setup), method.textPerImage?.(params, image, setup)];
    const vectors = insertions.flatMap((some) => some?.vectors ?? []).filter(({ layer }) => layer === 0);
    return setup.prompts.map((_, row) => [...new Set(vectors.flatMap((some) => places(some, row)))]);
  });
  expect(setup.prompts.map((ids, row) => without(ids, (place) => written[row]!.includes(place)))).toEqual(
    recorded.map(({ ids }, row) =>
      without(ids, (place) => place > 0 && place <= (written[row]?.length ?? 0)),
    ),
  );
}

/** The rest of a row, and its length. */
const without = (ids: readonly number[], written: (place: number) => boolean) => ({
  length: ids.length,
  ids: ids.filter((_, place) => !written(place)),
});

/** Where vectors of the text tower's input stand in one row. */
function places({ vectors, at }: VectorsAt, row: number): number[] {
  const start = typeof at === 'object' ? at[row]! : (at as number);
  return Array.from({ length: vectors.shape.at(-2)! }, (_, i) => start + i);
}
