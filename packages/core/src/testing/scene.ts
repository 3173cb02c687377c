import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { runLinear, type Linear } from '../linear';
import type { LinearAdapter } from '../linearAdapter';
import {
  arbitraryLinear,
  arbitraryNumbers,
  arbitraryShape,
  mapNumbers,
  toLinear,
  toTensor,
  type LinearNumbers,
  type Numbers,
} from './numbers';
import type { AdapterArbitrary, AdapterSample } from './sample';

/** A random adapter, a linear map that it fits, and rows to run. */
export interface Scene {
  readonly sample: AdapterSample;
  readonly linear: LinearNumbers;
  readonly rows: Numbers;
}

/** The scene's tensors, made within the caller's `tidy`. */
export interface Stage {
  readonly leaves: Readonly<Record<string, Tensor>>;
  readonly adapter: LinearAdapter;
  readonly linear: Linear;
  readonly x: Tensor2D;
}

export function scenes(arbitrary: AdapterArbitrary): fc.Arbitrary<Scene> {
  return fc.tuple(arbitraryShape, fc.integer({ min: 1, max: 5 })).chain(([shape, n]) =>
    fc.record({
      sample: arbitrary(shape),
      linear: arbitraryLinear(shape),
      rows: arbitraryNumbers(n, shape.inputs),
    }),
  );
}

export function stage({ sample, linear, rows }: Scene): Stage {
  const leaves = tensorsOf(sample.leaves);
  return { leaves, adapter: sample.build(leaves), linear: toLinear(linear), x: toTensor(rows) as Tensor2D };
}

/** What the adapter gives when every number of the scene is positive: a bound on all sums within. */
export function boundOf({ sample, linear, rows }: Scene): Tensor2D {
  const magnitude = (numbers: Numbers): Numbers => mapNumbers(numbers, Math.abs);
  const entries = Object.entries(sample.leaves).map(([name, leaf]) => [name, magnitude(leaf)] as const);
  const leaves = tensorsOf(Object.fromEntries(entries));
  const adapter = sample.bound?.(leaves) ?? sample.build(leaves);
  const base = { kernel: magnitude(linear.kernel), bias: linear.bias && magnitude(linear.bias) };
  return adapter.apply(toTensor(magnitude(rows)) as Tensor2D, runLinear(toLinear(base)));
}

function tensorsOf(leaves: Readonly<Record<string, Numbers>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(leaves).map(([name, numbers]) => [name, toTensor(numbers)]));
}
