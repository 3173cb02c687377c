/**
 * How the weights of a CLIP lie in a file. A layout has the form of the weights, with a description in place of every
 * tensor: so one walk over it reads a checkpoint and another writes one.
 */
import type { Tensor } from '@tensorflow/tfjs';
import type { ClipWeights } from '../weights';

/** One weight in a file. */
export interface Stored {
  /** One tensor, or several (queries, keys, values) that are joined along their outputs. */
  readonly names: readonly string[];
  /** The shape of each in the file. */
  readonly shape: readonly number[];
  /**
   * `same`: as in memory. `transposed`: `[out, in]`, in memory `[in, out]`.
   * `patches`: a convolution's kernel `[out, channel, row, column]`, in memory `[(row, column, channel), out]`.
   */
  readonly order: 'same' | 'transposed' | 'patches';
}

export type Layout<T> = T extends Tensor ? Stored : { readonly [K in keyof T]: Layout<T[K]> };
export type ClipLayout = Layout<ClipWeights>;

export function same(name: string, ...shape: number[]): Stored {
  return { names: [name], shape, order: 'same' };
}

export function transposed(name: string, out: number, into: number): Stored {
  return { names: [name], shape: [out, into], order: 'transposed' };
}

/** A linear map with a bias, stored as PyTorch does. */
export function linear(name: string, into: number, out: number) {
  return { kernel: transposed(`${name}.weight`, out, into), bias: same(`${name}.bias`, out) };
}

export function norm(name: string, width: number) {
  return { gain: same(`${name}.weight`, width), bias: same(`${name}.bias`, width) };
}

/** A convolution without overlap over square patches of three channels. */
export function patches(name: string, width: number, side: number): Stored {
  return { names: [name], shape: [width, 3, side, side], order: 'patches' };
}

type Node = object | undefined;

/** All descriptions in a layout, in the order in which they are read. */
export function storedIn(layout: ClipLayout): Stored[] {
  return collect(layout);
}

function collect(node: Node): Stored[] {
  if (node === undefined) return [];
  return isStored(node) ? [node] : Object.values(node as Record<string, Node>).flatMap(collect);
}

export function isStored(node: object): node is Stored {
  return 'names' in node;
}
