import * as tf from '@tensorflow/tfjs';

/** What TensorFlow.js writes down of operations, in their order, to differentiate them. */
export type Tape = ReturnType<typeof tf.engine>['state']['activeTape'];

/**
 * Runs `compute` with a tape of its own, whatever is being recorded around it. The caller frees the tape: until then it
 * keeps the tensors that gradients need. Other intermediate tensors are disposed.
 */
export function recorded<Y extends tf.TensorContainer>(compute: () => Y): { value: Y; tape: Tape } {
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
  for (const node of tape) freeNode(node);
}

/** Disposes what one operation keeps. */
export function freeNode({ saved = [] }: Tape[number]): void {
  for (const tensor of saved) tensor.dispose();
}

// Also for another copy of the library, which may have made the operation.
const held = Symbol.for('dsra.heldByTape');

/** What a tape keeps stays until the tape is freed, so that it can be walked more than once: see `freeUsed`. */
export function holdSaved(tape: Tape): void {
  for (const tensor of tape.flatMap(({ saved = [] }) => saved)) Object.assign(tensor, { [held]: true });
}

/** Disposes what an operation saved and its gradient has used, unless the tape is to be walked again. */
export function freeUsed(saved: readonly tf.Tensor[]): void {
  tf.dispose(saved.filter((tensor) => !(held in tensor)));
}

/**
 * Keeps tensors beyond the scopes that they were made in, as long as what the newest operation on the tape saved is kept:
 * for gradients that read the tensors themselves and not saved copies.
 */
export function keepWithTape(tensors: readonly tf.Tensor[]): void {
  const { state } = tf.engine();
  const isOpen = ({ scopeId }: tf.Tensor) => state.scopeStack.some(({ id }) => id === scopeId);
  // Others belong to somebody who keeps them longer: a caller, or an operation before this one, which is freed after it.
  const ours = tensors.filter((tensor) => !tensor.kept && isOpen(tensor));
  for (const tensor of ours) tf.keep(tensor);
  const dispose = () => {
    for (const tensor of ours) {
      tensor.kept = false;
      if (!isOpen(tensor)) tensor.dispose();
    }
  };
  // The engine asks nothing else of what is saved.
  const node = state.activeTape.at(-1)!;
  node.saved = [...(node.saved ?? []), { dispose } as unknown as tf.Tensor];
}
