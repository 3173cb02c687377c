/**
 * Reverse-mode differentiation over TensorFlow.js's tape, as `tf.valueAndGrads`, in less memory: what the forward pass
 * saved and the gradients of intermediate results go as soon as they have been used (TensorFlow.js keeps both to the
 * end, which is half as much again), and everything goes when something throws (TensorFlow.js then keeps it for good).
 */
import * as tf from '@tensorflow/tfjs';
import { DsraError } from './errors';
import { freeNode, freeTape, holdSaved, recorded, type Tape } from './tape';

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
  return valuesAndGradients(() => [compute()], xs, dy && [dy])[0]!;
}

/**
 * The same of several ys that are computed together: once, and each then differentiated by itself. They may be one tensor
 * with several dys. What the forward pass saved stays until the last of them is through.
 * @param dys gradient of each y; default: ones
 */
export function valuesAndGradients<Y extends tf.Tensor>(
  compute: () => Y[],
  xs: readonly tf.Tensor[],
  dys?: readonly tf.Tensor[],
): ValueAndGradients<Y>[] {
  const { value: values, tape } = recorded(compute);
  const last = values.length - 1;
  if (last > 0) holdSaved(tape);
  try {
    const walk = (y: Y, i: number) =>
      tf.tidy(() => backwards(tape, xs, { y, dy: dys?.[i] ?? tf.onesLike(y), last: i === last }));
    const gradients = tf.tidy(() => values.map(walk));
    return values.map((value, i) => ({ value, gradients: gradients[i]! }));
  } catch (error) {
    tf.dispose(values);
    throw error;
  } finally {
    freeTape(tape);
  }
}

interface Walk {
  readonly y: tf.Tensor;
  readonly dy: tf.Tensor;
  /** Nobody reads the tape after this one. */
  readonly last: boolean;
}

function backwards(tape: Tape, xs: readonly tf.Tensor[], { y, dy, last }: Walk): tf.Tensor[] {
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
    if (last && inputs.length > 0) freeNode(node);
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
  if (!gradient) throw notDifferentiable(kernelName, '');
  const ofOutputs = dys.map((dy, i) => dy ?? tf.zeros(outputs[i]!.shape));
  const byName = gradient(ofOutputs);
  const used = new Set<tf.Tensor>(ofOutputs);
  return inputs.map(([name, { shape }]) => {
    const given = (byName as Partial<typeof byName>)[name]?.();
    if (!given) throw notDifferentiable(kernelName, ` for its input ${name}`);
    if (!tf.util.arraysEqual(given.shape, shape)) {
      const shapes = `[${given.shape.join()}], expected [${shape.join()}]`;
      throw new DsraError('mismatch', `the gradient of ${kernelName} for its input ${name} is ${shapes}`);
    }
    // Gradients may be passed on as they are, also to several inputs.
    const dx = used.has(given) ? tf.clone(given) : given;
    used.add(dx);
    return dx;
  });
}

const notDifferentiable = (kernelName: string, where: string) =>
  new DsraError(
    'unavailable',
    `the operation ${kernelName} has no gradient${where}: build it from operations that have one, or give it one by withGradients`,
  );

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
