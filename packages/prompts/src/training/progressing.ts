import { disposeParams, fromLeaves, type Params, type Shapes } from '@dsra/core';
import type { Tensor1D } from '@tensorflow/tfjs';
import type { Optimizer } from '../optimizers/optimizer';
import { type Checkpoint, fromHost, toHost } from './checkpoint';
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

/** The inverse; the caller disposes. */
export function fromCheckpoint(checkpoint: Checkpoint, shapes: Shapes, optimizer: Optimizer): Progressing {
  const { epoch, step, updates, tensors } = checkpoint;
  const size = Object.values(shapes).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const memoryShapes = Object.fromEntries(optimizer.memory.map((name) => [name, [size]]));
  const hasAverage = Object.keys(tensors).some((name) => name.startsWith('average.'));
  return {
    epoch,
    step,
    state: {
      params: fromLeaves(fromHost('params', shapes, tensors)),
      memory: Object.fromEntries(fromHost('memory', memoryShapes, tensors)) as Record<string, Tensor1D>,
      updates,
    },
    ...(hasAverage && { average: fromLeaves(fromHost('average', shapes, tensors)) }),
  };
}
