import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient';

/**
 * Rows of `[rows, width]` in a new order; each source row is used at most once.
 *
 * tf.gather's own gradient (UnsortedSegmentSum) does not exist on wasm. As no row is used twice, the gradient is
 * a gather too: by the inverse order, from the gradient with one row of zeros behind it for the unused rows.
 */
export function selectRows(x: tf.Tensor2D, rows: Int32Array): tf.Tensor2D {
  return withGradient<tf.Tensor2D, tf.Tensor2D>(
    x,
    (input) => ({ value: tf.gather(input, tf.tensor1d(rows, 'int32')) }),
    (dy) =>
      tf.gather(tf.concat([dy, tf.zeros([1, dy.shape[1]])]), tf.tensor1d(inverse(rows, x.shape[0]), 'int32')),
  );
}

function inverse(rows: Int32Array, sourceRows: number): Int32Array {
  const position = new Int32Array(sourceRows).fill(rows.length);
  rows.forEach((row, index) => (position[row] = index));
  return position;
}
