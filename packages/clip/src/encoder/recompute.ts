/**
 * Gradient checkpointing (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost"): a part of the network keeps its
 * inputs alone, and runs once more when its gradient is asked for. A tower's blocks then need the memory of one block and
 * of every block's input, for one more forward pass.
 */
import { freeTape, gradientsWanted, keepWithTape, recorded, type Tape, valueAndGradients } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';

/** What of the forward pass is kept for the backward one: all that it needs, or the inputs of the blocks. */
export type Checkpointing = 'none' | 'blocks';

/**
 * The value of `compute`, which has to give the same when it runs again. Gradients reach every float tensor that its
 * operations read; what else it reads (constants of custom gradients) must live as long as they do, or be made by it.
 */
export function recomputed<Y extends tf.Tensor>(compute: () => Y): Y {
  if (!gradientsWanted()) return tf.tidy(compute);
  const { value, tape } = recorded(compute);
  const inputs = readFromOutside(tape);
  freeTape(tape);
  if (inputs.length === 0) return value;
  const gradFunc = (dy: tf.Tensor) => tf.tidy(() => valueAndGradients(compute, inputs, dy).gradients);
  const result = tf.customGrad(() => ({ value, gradFunc }))(...inputs);
  keepWithTape(inputs);
  return result;
}

/** What operations read that none of them made. */
function readFromOutside(tape: Tape): tf.Tensor[] {
  const made = new Set<number>();
  const read = new Map<number, tf.Tensor>();
  for (const { inputs, outputs } of tape) {
    for (const input of Object.values(inputs)) {
      if (!made.has(input.id) && input.dtype === 'float32') read.set(input.id, input);
    }
    for (const { id } of outputs) made.add(id);
  }
  return [...read.values()];
}
