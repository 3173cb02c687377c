import { DsraError, leaves, type Params, type Shapes } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Json } from '../recipe';

/** Numbers outside of TensorFlow.js. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A run in the middle of training, as plain data: where it is, what it is, and every tensor. */
export interface Checkpoint {
  /** The next step to take, counted from 0. */
  readonly epoch: number;
  readonly step: number;
  readonly updates: number;
  /** Everything that must be the same for the numbers to be the same. */
  readonly run: { readonly [key: string]: Json };
  readonly tensors: Readonly<Record<string, HostTensor>>;
}

/** Where checkpoints go: one at a time, a new one replaces the old one. */
export interface CheckpointStore {
  save(checkpoint: Checkpoint): Promise<void>;
  load(): Promise<Checkpoint | undefined>;
}

/** Keeps the newest checkpoint in memory. */
export function memoryCheckpoints(): CheckpointStore {
  let newest: Checkpoint | undefined;
  return {
    save: (checkpoint) => {
      newest = checkpoint;
      return Promise.resolve();
    },
    load: () => Promise.resolve(newest),
  };
}

/** The leaves of a tree as host tensors, their paths behind a prefix. */
export async function toHost(prefix: string, params: Params): Promise<Record<string, HostTensor>> {
  const entries = leaves(params).map(async ([path, tensor]) => {
    const data = (await tensor.data()) as Float32Array;
    // A copy: a backend may hand out its own memory.
    return [`${prefix}.${path}`, { shape: tensor.shape, data: data.slice() }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Back again, for these shapes; the caller owns the tensors.
 * @throws DsraError `badFile`: a tensor is missing or has another shape
 */
export function fromHost(
  prefix: string,
  shapes: Shapes,
  tensors: Checkpoint['tensors'],
): [string, tf.Tensor][] {
  return Object.entries(shapes).map(([path, shape]) => {
    const stored = tensors[`${prefix}.${path}`];
    if (!stored) throw new DsraError('badFile', `the checkpoint has no tensor ${prefix}.${path}: remove it`);
    if (stored.shape.join() !== shape.join()) {
      const shapes = `[${stored.shape.join(', ')}], expected [${shape.join(', ')}]`;
      throw new DsraError('badFile', `the checkpoint's ${prefix}.${path} is ${shapes}: remove it`);
    }
    return [path, tf.tensor(stored.data, [...shape])];
  });
}

/** Refuses to continue a run with a checkpoint of another one; the message names every difference. */
export function checkSameRun(checkpoint: Checkpoint, run: Checkpoint['run']): void {
  const keys = [...new Set([...Object.keys(checkpoint.run), ...Object.keys(run)])];
  const show = (value: Json = null) => JSON.stringify(value);
  const differences = keys
    .filter((key) => show(checkpoint.run[key]) !== show(run[key]))
    .map((key) => `${key} was ${brief(show(checkpoint.run[key]))}, now ${brief(show(run[key]))}`);
  if (differences.length === 0) return;
  throw new DsraError(
    'mismatch',
    `the checkpoint belongs to another run (${differences.join('; ')}): repeat that run's settings, or remove it`,
  );
}

const brief = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
