import * as tf from '@tensorflow/tfjs';

/** Rows of an embedding table by id: `[vocabulary, width]` → `[ids, width]`. */
export type Lookup = (table: tf.Tensor2D, ids: Int32Array) => tf.Tensor2D;

/** The table is a constant. */
export const frozenLookup: Lookup = (table, ids) => tf.gather(table, tf.tensor1d(ids, 'int32'));

/** With a gradient for the table, as a product with the one-hot ids: tf.gather has none on wasm. */
export const trainableLookup: Lookup = (table, ids) => {
  const oneHot = tf.oneHot(tf.tensor1d(ids, 'int32'), table.shape[0]).toFloat();
  return tf.matMul(oneHot, table);
};
