import { fromLeaves, leaves, type Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { tensorArithmetic } from '../optimizers/arithmetic';
import type { Optimizer } from '../optimizers/optimizer';
import { type Batch, lossGradients } from './lossGradients';
import type { Run } from './run';
import { fromVector, toVector } from './vector';

/** Everything that changes from step to step. */
export interface TrainingState {
  readonly params: Params;
  /** What the optimiser remembers: vectors over all parameters. */
  readonly memory: Readonly<Record<string, tf.Tensor1D>>;
  /** Steps taken. */
  readonly updates: number;
}

/** Before the first step. Takes the parameters over. */
export function initialState(params: Params, optimizer: Optimizer): TrainingState {
  const size = leaves(params).reduce((sum, [, tensor]) => sum + tensor.size, 0);
  const memory = Object.fromEntries(optimizer.memory.map((name) => [name, tf.zeros<tf.Rank.R1>([size])]));
  return { params, memory, updates: 0 };
}

export interface Stepped {
  readonly state: TrainingState;
  /** The losses before the step, then Σ|gradient| and Σ|new parameter|: one vector, so that one read-back tells whether all is finite. */
  readonly report: tf.Tensor1D;
}

/**
 * One step of training. Gives a new state and keeps the old one, whose disposal (like the new one's) is the caller's;
 * nothing else is left behind.
 */
export function trainStep(
  run: Run,
  { params, memory, updates }: TrainingState,
  batch: Batch,
  { optimizer, learningRate }: { optimizer: Optimizer; learningRate: number },
): Stepped {
  const entries = leaves(params);
  const stepped = tf.tidy(() => {
    const { losses, gradients } = lossGradients(run, params, batch);
    const now = {
      parameters: toVector(entries.map(([, tensor]) => tensor)),
      gradient: toVector(gradients),
      memory,
      learningRate,
      count: updates + 1,
    };
    const next = optimizer.update(tensorArithmetic, now);
    const size = (vector: tf.Tensor1D) => tf.reshape<tf.Rank.R1>(tf.sum(tf.abs(vector)), [1]);
    return {
      tensors: fromVector(
        next.parameters,
        entries.map(([, tensor]) => tensor.shape),
      ),
      memory: next.memory,
      report: tf.concat([losses, size(now.gradient), size(next.parameters)]),
    };
  });
  const paths = entries.map(([path], i) => [path, stepped.tensors[i]!] as const);
  return {
    state: { params: fromLeaves(paths), memory: stepped.memory, updates: updates + 1 },
    report: stepped.report,
  };
}

/** Disposes parameters and memory. */
export function disposeState({ params, memory }: TrainingState): void {
  tf.dispose([leaves(params).map(([, tensor]) => tensor), Object.values(memory)]);
}
