import * as tf from '@tensorflow/tfjs';

type State = ReturnType<typeof tf.engine>['state'];

/** What TensorFlow.js writes down of operations, in their order, to differentiate them. */
export type Tape = State['activeTape'];

/**
 * Runs `compute` with a tape of its own, whatever is being recorded around it. The caller frees the tape: until then it
 * keeps the tensors that gradients need. Other intermediate tensors are disposed.
 */
export function recorded<Y extends tf.Tensor>(compute: () => Y): { value: Y; tape: Tape } {
  const { state } = tf.engine();
  const { activeTape: outer, gradientDepth } = state;
  const tape: Tape = [];
  state.activeTape = tape;
  state.gradientDepth = 1;
  try {
    return { value: tf.tidy(compute), tape };
  } catch (error) {
    freeTape(tape);
    throw error;
  } finally {
    state.activeTape = outer;
    state.gradientDepth = gradientDepth;
  }
}

/** Disposes what a tape keeps; may be called again. */
export function freeTape(tape: Tape): void {
  for (const { saved } of tape) tf.dispose(saved);
}
