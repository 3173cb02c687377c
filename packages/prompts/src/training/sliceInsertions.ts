import type { Insertions, VectorsAt } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';

/** The insertions of some rows (classes or images): vectors and positions that differ by row are cut to them. */
export function sliceInsertions(insertions: Insertions, begin: number, size: number): Insertions {
  const slice = (insertion: VectorsAt): VectorsAt => {
    const { vectors, at, per } = insertion;
    const byRow = vectors.rank === 3 && per !== 'image' && size < vectors.shape[0];
    return {
      ...insertion,
      vectors: byRow ? tf.slice(vectors, [begin, 0, 0], [size, -1, -1]) : vectors,
      at: typeof at === 'object' ? at.slice(begin, begin + size) : at,
    };
  };
  return { ...insertions, vectors: insertions.vectors?.map(slice) };
}
