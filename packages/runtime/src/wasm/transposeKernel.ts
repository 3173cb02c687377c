import type * as tf from '@tensorflow/tfjs';
import type { Kernel } from './kernelReplacement';
import { fourBytes, stridedCopy, stridesOf } from './stridedCopy';
import { alias } from './wasmBackend';

/** Axes that stay side by side, as one: the same transpose with fewer axes. */
export function mergePermutation(shape: number[], perm: number[]): { shape: number[]; perm: number[] } {
  const groups: number[][] = [];
  for (const axis of perm) {
    const last = groups.at(-1);
    if (last?.at(-1) === axis - 1) last.push(axis);
    else groups.push([axis]);
  }
  const inOrder = [...groups].sort((a, b) => a[0]! - b[0]!);
  return {
    shape: inOrder.map((axes) => axes.reduce((size, axis) => size * shape[axis]!, 1)),
    perm: groups.map((axes) => inOrder.indexOf(axes)),
  };
}

/** Stock `Transpose` has fast loops up to four axes only; it copies even when nothing changes places. */
export const transpose =
  (stock: Kernel): Kernel =>
  (call) => {
    const x = call.inputs.x!;
    const { perm } = call.attrs as { perm: number[] };
    const shape = perm.map((axis) => x.shape[axis]!);
    const merged = mergePermutation(x.shape, perm);
    if (merged.perm.length < 2) return alias(call.backend, x, shape);
    if (merged.perm.length > 4 && fourBytes(x)) {
      const strides = stridesOf(x.shape);
      return stridedCopy(call.backend, x, { start: 0, shape, strides: perm.map((axis) => strides[axis]!) });
    }
    const reduced = { ...x, shape: merged.shape };
    const out = stock({ ...call, inputs: { x: reduced }, attrs: { perm: merged.perm } }) as tf.TensorInfo;
    return { ...out, shape };
  };
