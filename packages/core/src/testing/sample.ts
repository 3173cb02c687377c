import type { Tensor } from '@tensorflow/tfjs';
import type fc from 'fast-check';
import type { Adapter, LinearAdapter } from '../linearAdapter';
import type { LinearShape, Numbers } from './numbers';

/** One random adapter: its leaves as numbers, and how it is built from tensors. */
export interface AdapterSample {
  readonly leaves: Readonly<Record<string, Numbers>>;
  /** The leaves of a fresh one, which must change nothing; left out by adapters that have no such state. */
  readonly fresh?: Readonly<Record<string, Numbers>>;
  build(leaves: Readonly<Record<string, Tensor>>): LinearAdapter;
  /**
   * Given the leaves' magnitudes, an adapter whose result on magnitudes bounds every intermediate sum of the one built.
   * Default: `build`, which is right wherever the leaves are only multiplied and added.
   */
  bound?(magnitudes: Readonly<Record<string, Tensor>>): Adapter;
}

/** Random adapters for linear maps of one shape. */
export type AdapterArbitrary = (shape: LinearShape) => fc.Arbitrary<AdapterSample>;
