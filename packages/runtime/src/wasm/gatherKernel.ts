import * as tf from '@tensorflow/tfjs';
import type { Kernel, KernelCall, KernelReplacement } from './kernelReplacement';
import { fourBytes } from './stridedCopy';
import { offsetOf } from './wasmBackend';

/** The row numbers, if this call takes whole rows of the first axis and all of them exist. */
function wholeRows({ inputs, attrs, backend }: KernelCall): Int32Array | undefined {
  const x = inputs.x!;
  const indices = inputs.indices!;
  const { axis = 0, batchDims = 0 } = attrs as { axis?: number; batchDims?: number };
  const first = tf.util.parseAxisParam(axis, x.shape)[0] === 0 && batchDims === 0;
  if (!first || !fourBytes(x) || indices.dtype !== 'int32') return undefined;
  const start = offsetOf(backend, indices);
  const rows = new Int32Array(
    backend.wasm.HEAPU8.buffer,
    start,
    tf.util.sizeFromShape(indices.shape),
  ).slice();
  return rows.every((row) => row >= 0 && row < x.shape[0]!) ? rows : undefined;
}

/** Stock `GatherV2` works out every element's place anew. */
const gather =
  (stock: Kernel): Kernel =>
  (call) => {
    const rows = wholeRows(call);
    if (!rows) return stock(call);
    const { backend, inputs } = call;
    const x = inputs.x!;
    const shape = [...inputs.indices!.shape, ...x.shape.slice(1)];
    const out = backend.makeOutput(shape, x.dtype);
    const rowBytes = 4 * tf.util.sizeFromShape(x.shape.slice(1));
    const from = offsetOf(backend, x);
    const to = offsetOf(backend, out);
    const heap = backend.wasm.HEAPU8;
    rows.forEach((row, i) =>
      heap.copyWithin(to + i * rowBytes, from + row * rowBytes, from + (row + 1) * rowBytes),
    );
    return out;
  };

export const gatherKernel: KernelReplacement = { kernelName: 'GatherV2', make: gather };
