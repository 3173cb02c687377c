import { disposeParams, DsraError, fromLeaves, type Params, type Shapes } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { type Checkpoint, fromHost, toHost } from './checkpoint';
import type { Plan } from './plan';
import { disposeState, type TrainingState } from './step';

/** A run in the middle of training. */
export interface Progressing {
  /** The next step to take. */
  readonly epoch: number;
  readonly step: number;
  readonly state: TrainingState;
  /** The sum over finished epochs, where a method averages them. */
  readonly average?: Params;
}

export function disposeProgressing({ state, average }: Progressing): void {
  disposeState(state);
  if (average) disposeParams(average);
}

/** As plain data, to be continued from exactly here. */
export async function toCheckpoint(now: Progressing, run: Checkpoint['run']): Promise<Checkpoint> {
  const { epoch, step, state, average } = now;
  const tensors = {
    ...(await toHost('params', state.params)),
    ...(await toHost('memory', state.memory)),
    ...(average && (await toHost('average', average))),
  };
  return { epoch, step, updates: state.updates, run, tensors };
}

/**
 * The inverse; the caller disposes.
 * @throws DsraError `badFile`: it lies outside the run, or its tensors are not those of the run
 */
export function fromCheckpoint(
  { epoch, step, updates, tensors }: Checkpoint,
  shapes: Shapes,
  { optimizer, epochs, steps }: Pick<Plan, 'optimizer' | 'epochs' | 'steps'>,
): Progressing {
  if (epoch > epochs || step >= steps) {
    throw new DsraError(
      'badFile',
      `the checkpoint's epoch ${epoch} or step ${step} is none of the run: remove it`,
    );
  }
  const size = Object.values(shapes).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const memoryShapes = Object.fromEntries(optimizer.memory.map((name) => [name, [size]]));
  const hasAverage = Object.keys(tensors).some((name) => name.startsWith('average.'));
  // The tidy disposes of what was made before a tensor turns out to be missing.
  const { params, memory, average } = tf.tidy(() => ({
    params: fromLeaves(fromHost('params', shapes, tensors)),
    memory: Object.fromEntries(fromHost('memory', memoryShapes, tensors)) as Record<string, tf.Tensor1D>,
    average: hasAverage ? fromLeaves(fromHost('average', shapes, tensors)) : {},
  }));
  return { epoch, step, state: { params, memory, updates }, ...(hasAverage && { average }) };
}
