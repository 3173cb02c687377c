import * as tf from '@tensorflow/tfjs';

/**
 * A function of one tensor with a gradient of its own: fewer passes and fewer saved tensors than the chain rule
 * over its parts. `forward` returns the value and what the gradient needs; everything else it uses is a constant.
 * What was saved is freed as soon as it has been used, so there is no second derivative.
 */
export function withGradient<X extends tf.Tensor, Y extends tf.Tensor>(
  x: X,
  forward: (x: X) => { value: Y; saved?: tf.Tensor[] },
  gradient: (dy: Y, saved: tf.Tensor[]) => X,
): Y {
  const run = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    const { value, saved = [] } = forward(input as X);
    (save as tf.GradSaveFunc)(saved);
    const gradFunc = (dy: tf.Tensor, kept: tf.Tensor[]) => {
      const dx = tf.tidy(() => gradient(dy as Y, kept));
      tf.dispose(kept);
      return dx;
    };
    return { value, gradFunc };
  });
  return run(x);
}
