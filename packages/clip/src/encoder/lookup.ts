import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient';

/** Rows of an embedding table by id: `[vocabulary, width]` → `[ids, width]`. */
export type Lookup = (table: tf.Tensor2D, ids: Int32Array) => tf.Tensor2D;

/** The table is a constant. Its own gradient is never asked for: it only keeps `tf.gather` from saving the table. */
export const frozenLookup: Lookup = (table, ids) =>
  withGradient<tf.Tensor2D, tf.Tensor2D>(
    table,
    (rows) => ({ value: tf.gather(rows, tf.tensor1d(ids, 'int32')) }),
    () => tf.zerosLike(table),
  );

/** With a gradient for the table, as a product with the one-hot ids: tf.gather has none on wasm. */
export const trainableLookup: Lookup = (table, ids) => {
  const oneHot = tf.oneHot(tf.tensor1d(ids, 'int32'), table.shape[0]).toFloat();
  return tf.matMul(oneHot, table);
};
