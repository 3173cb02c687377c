import * as tf from '@tensorflow/tfjs';

/** Reproducible numbers between -1 and 1. */
export function numbers<R extends tf.Rank = tf.Rank>(shape: number[], seed = 1): tf.Tensor<R> {
  const values = Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) =>
    Math.sin(12.9898 * i + 78.233 * seed),
  );
  return tf.tensor(values, shape as tf.ShapeMap[R]);
}

/** A small transformer block and what its inputs' gradients are. */
export function blockGradients(): tf.Tensor {
  const layerNorm = (x: tf.Tensor, gain: tf.Tensor) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), gain);
  };
  const heads = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [2, 7, 3, 8]), [0, 2, 1, 3]);
  const loss = (x: tf.Tensor, gain: tf.Tensor, kernel: tf.Tensor, out: tf.Tensor) => {
    const rows = tf.matMul(tf.reshape(layerNorm(x, gain), [14, 24]), kernel);
    const [q, k, v] = tf.split(rows, 3, 1).map(heads) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const attention = tf.softmax(tf.mul(tf.matMul(q, k, false, true), 8 ** -0.5));
    const joined = tf.reshape(tf.transpose(tf.matMul(attention, v), [0, 2, 1, 3]), [14, 24]);
    const y = tf.add(tf.reshape(x, [14, 24]), tf.matMul(joined, out));
    return tf.mean<tf.Scalar>(tf.square(tf.mul(y, tf.sigmoid(tf.mul(y, 1.702)))));
  };
  const gradients = tf.grads(loss);
  const inputs = [numbers([2, 7, 24]), numbers([24], 2), numbers([24, 72], 3), numbers([24, 24], 4)];
  return tf.concat(gradients(inputs).map((gradient) => tf.reshape(gradient, [-1])));
}
