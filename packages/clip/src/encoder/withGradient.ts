import { withGradients } from '@dsra/core';
import type * as tf from '@tensorflow/tfjs';

/** `withGradients` for a function of one tensor. */
export function withGradient<X extends tf.Tensor, Y extends tf.Tensor>(
  x: X,
  forward: (x: X, save: boolean) => { value: Y; saved?: tf.Tensor[] },
  gradient: (dy: Y, saved: tf.Tensor[]) => X,
): Y {
  return withGradients<[X], Y>(
    [x],
    ([input], save) => forward(input, save),
    (dy, saved) => [gradient(dy, saved)],
  );
}
