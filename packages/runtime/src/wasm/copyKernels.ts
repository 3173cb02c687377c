import * as tf from '@tensorflow/tfjs';
import { gatherKernel } from './gatherKernel';
import type { Kernel, KernelCall, KernelReplacement } from './kernelReplacement';
import { fourBytes, stridedCopy, stridesOf } from './stridedCopy';
import { transpose } from './transposeKernel';

function sliceOf({ inputs, backend }: KernelCall, begin: number[], size: number[]): tf.TensorInfo {
  const x = inputs.x!;
  const strides = stridesOf(x.shape);
  const start = begin.reduce((sum, index, axis) => sum + index * strides[axis]!, 0);
  return stridedCopy(backend, x, { start, shape: size, strides });
}

/** Stock `Slice` copies the whole input out of the heap before it takes its part. */
const slice =
  (stock: Kernel): Kernel =>
  (call) => {
    const x = call.inputs.x!;
    if (!fourBytes(x)) return stock(call);
    const attrs = call.attrs as { begin: number[]; size: number[] };
    const [begin, size] = tf.slice_util.parseSliceParams(x, attrs.begin, attrs.size);
    tf.slice_util.assertParamsValid(x, begin!, size!);
    return sliceOf(call, begin!, size!);
  };

/** TensorFlow.js's own reading of `numOrSizeSplits`; it looks at the shape alone. */
function partSizes(x: tf.TensorInfo, numOrSizeSplits: number | number[], axis: number): number[] {
  return tf.backend_util.prepareSplitSize(x, numOrSizeSplits, axis);
}

/** Stock `SplitV` does so once for every part. */
const splitV =
  (stock: Kernel): Kernel =>
  (call) => {
    const x = call.inputs.x!;
    if (!fourBytes(x)) return stock(call);
    const attrs = call.attrs as { axis: number; numOrSizeSplits: number | number[] };
    const axis = tf.util.parseAxisParam(attrs.axis, x.shape)[0]!;
    const begin = x.shape.map(() => 0);
    return partSizes(x, attrs.numOrSizeSplits, axis).map((part) => {
      const size = x.shape.map((n, i) => (i === axis ? part : n));
      const out = sliceOf(call, begin, size);
      begin[axis]! += part;
      return out;
    });
  };

/** Stock `Tile` (and with it `broadcastTo`) moves element by element. */
const tile =
  (stock: Kernel): Kernel =>
  (call) => {
    const x = call.inputs.x!;
    if (!fourBytes(x)) return stock(call);
    const { reps } = call.attrs as { reps: number[] };
    const strides = stridesOf(x.shape);
    const view = {
      start: 0,
      shape: x.shape.flatMap((size, axis) => [reps[axis]!, size]),
      strides: strides.flatMap((stride) => [0, stride]),
    };
    const out = stridedCopy(call.backend, x, view);
    return { ...out, shape: x.shape.map((size, axis) => size * reps[axis]!) };
  };

/** Kernels that only move data, as plain memory copies of the longest possible runs. */
export const copyKernels: readonly KernelReplacement[] = [
  { kernelName: 'Slice', make: slice },
  { kernelName: 'SplitV', make: splitV },
  { kernelName: 'Tile', make: tile },
  { kernelName: 'Transpose', make: transpose },
  gatherKernel,
];
