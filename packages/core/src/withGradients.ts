import * as tf from '@tensorflow/tfjs';
import { freeUsed } from './tape';

/**
 * A function of several tensors with a gradient of its own: fewer passes and fewer saved tensors than the chain rule over
 * its parts. What was saved is freed as soon as it has been used, so there is no second derivative.
 *
 * @param inputs what gets gradients; everything else that `forward` reads is a constant
 * @param forward gives the value and, where `save` says that a gradient will be asked for, what it needs
 * @param gradient one gradient per input
 */
export function withGradients<X extends tf.Tensor[], Y extends tf.Tensor>(
  inputs: X,
  forward: (inputs: X, save: boolean) => { value: Y; saved?: tf.Tensor[] },
  gradient: (dy: Y, saved: tf.Tensor[]) => X,
): Y {
  if (!gradientsWanted()) return tf.tidy(() => forward(inputs, false).value);
  const run = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const save = args.pop() as tf.GradSaveFunc;
    const { value, saved = [] } = forward(args as X, true);
    save(saved);
    const gradFunc = (dy: tf.Tensor, kept: tf.Tensor[]) => {
      const all = tf.tidy(() => gradient(dy as Y, kept));
      freeUsed(kept);
      return all;
    };
    return { value, gradFunc };
  });
  return run(...inputs);
}

/** Whether operations are being recorded, to be differentiated. */
export const gradientsWanted = (): boolean => tf.engine().state.gradientDepth > 0;
