/**
 * Reverse-mode differentiation over TensorFlow.js's tape, as `tf.valueAndGrads`, in less memory: what the forward pass
 * saved and the gradients of intermediate results go as soon as they have been used (TensorFlow.js keeps both to the
 * end, which is half as much again), and everything goes when something throws (TensorFlow.js then keeps it for good).
 */
import * as tf from '@tensorflow/tfjs';
import { freeNode, freeTape, recorded, type Tape } from './tape';

type Node = Tape[number];

export interface ValueAndGradients<Y extends tf.Tensor> {
  readonly value: Y;
  /** One per x, of its shape; zero where y does not depend on it. */
  readonly gradients: tf.Tensor[];
}

/**
 * y and its gradients. New tensors, which the caller disposes.
 * @param dy gradient of y; default: ones
 */
export function valueAndGradients<Y extends tf.Tensor>(
  compute: () => Y,
  xs: readonly tf.Tensor[],
  dy?: tf.Tensor,
): ValueAndGradients<Y> {
  const { value, tape } = recorded(compute);
  try {
    const gradients = tf.tidy(() => backwards(tape, xs, value, dy ?? tf.onesLike(value)));
    return { value, gradients };
  } catch (error) {
    value.dispose();
    throw error;
  } finally {
    freeTape(tape);
  }
}

function backwards(tape: Tape, xs: readonly tf.Tensor[], y: tf.Tensor, dy: tf.Tensor): tf.Tensor[] {
  const sums = gradientSums(xs);
  sums.add(y, tf.clone(dy));
  const reached = reachedFrom(xs, tape);
  for (const node of [...tape].reverse()) {
    const dys = node.outputs.map(sums.take);
    const inputs = Object.entries(node.inputs).filter(([, input]) => reached.has(input.id));
    if (inputs.length > 0 && dys.some(Boolean)) {
      const gradients = tf.tidy(() => inputGradients(node, dys, inputs));
      inputs.forEach(([, input], i) => {
        sums.add(input, gradients[i]!);
      });
    }
    tf.dispose(dys.filter((it) => it !== undefined));
    // Of nodes that are not on the way from xs nothing is freed yet: others may read what they hold.
    if (inputs.length > 0) freeNode(node);
  }
  return xs.map((x) => sums.take(x) ?? tf.zeros(x.shape));
}

/** Ids of the tensors that depend on xs. */
function reachedFrom(xs: readonly tf.Tensor[], tape: Tape): Set<number> {
  const reached = new Set(xs.map(({ id }) => id));
  for (const { inputs, outputs } of tape) {
    if (Object.values(inputs).some(({ id }) => reached.has(id)))
      for (const { id } of outputs) reached.add(id);
  }
  return reached;
}

/** Gradients of some inputs of a node, each a tensor of its own. */
function inputGradients(
  { kernelName, gradient, outputs }: Node,
  dys: (tf.Tensor | undefined)[],
  inputs: [string, tf.Tensor][],
): tf.Tensor[] {
  if (!gradient) throw new Error(`the operation ${kernelName} has no gradient`);
  const ofOutputs = dys.map((dy, i) => dy ?? tf.zeros(outputs[i]!.shape));
  const byName = gradient(ofOutputs);
  const used = new Set<tf.Tensor>(ofOutputs);
  return inputs.map(([name, { shape }]) => {
    const given = byName[name]!();
    if (!tf.util.arraysEqual(given.shape, shape)) {
      throw new Error(`a gradient of ${kernelName} is [${given.shape.join()}], expected [${shape.join()}]`);
    }
    // Gradients may be passed on as they are, also to several inputs.
    const dx = used.has(given) ? tf.clone(given) : given;
    used.add(dx);
    return dx;
  });
}

/** Gradients by tensor, added up while they are found; owns them until they are taken. */
function gradientSums(xs: readonly tf.Tensor[]) {
  const sums = new Map<number, tf.Tensor>();
  const wanted = new Set(xs.map(({ id }) => id));
  return {
    add: ({ id }: tf.Tensor, gradient: tf.Tensor): void => {
      const before = sums.get(id);
      sums.set(id, before ? tf.add(before, gradient) : gradient);
      if (before) tf.dispose([before, gradient]);
    },
    /** A copy, of those that are results too. */
    take: ({ id }: tf.Tensor): tf.Tensor | undefined => {
      const sum = sums.get(id);
      if (wanted.has(id)) return sum && tf.clone(sum);
      sums.delete(id);
      return sum;
    },
  };
}
