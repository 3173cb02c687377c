import * as tf from '@tensorflow/tfjs';
import { offsetOf, type WasmBackend } from './wasmBackend';

/** Where to read: element `[i, j, …]` of `shape` lies at `start + i·strides[0] + j·strides[1] + …`. */
export interface StridedView {
  readonly start: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** One axis where two neighbours can be walked as one; axes of size 1 go. Fewer axes, longer runs. */
function mergeAxes({ shape, strides }: StridedView): { size: number; stride: number }[] {
  const merged: { size: number; stride: number }[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const stride = strides[axis]!;
    const last = merged.at(-1);
    if (last && last.stride === stride * size) merged[merged.length - 1] = { size: last.size * size, stride };
    else merged.push({ size, stride });
  });
  return merged;
}

/** Below this many elements a loop is faster than a native copy. */
const SHORT_RUN = 24;

/** Copies a run of elements to `to`. */
function copyRun(heap: Int32Array, from: number, to: number, size: number, stride: number): void {
  if (stride === 1 && size >= SHORT_RUN) heap.copyWithin(to, from, from + size);
  else if (stride === 0 && size >= SHORT_RUN) heap.fill(heap[from]!, to, to + size);
  else for (let i = 0; i < size; i++) heap[to + i] = heap[from + i * stride]!;
}

/** Makes a tensor of what a view of another tensor's memory shows. Four-byte types only. */
export function stridedCopy(backend: WasmBackend, x: tf.TensorInfo, view: StridedView): tf.TensorInfo {
  const out = backend.makeOutput([...view.shape], x.dtype);
  if (tf.util.sizeFromShape(out.shape) === 0) return out;
  const heap = new Int32Array(backend.wasm.HEAPU8.buffer);
  const axes = mergeAxes(view);
  const run = axes.pop() ?? { size: 1, stride: 1 };
  let to = offsetOf(backend, out) / 4;
  const walk = (axis: number, from: number): void => {
    if (axis === axes.length) {
      copyRun(heap, from, to, run.size, run.stride);
      to += run.size;
      return;
    }
    const { size, stride } = axes[axis]!;
    for (let i = 0; i < size; i++) walk(axis + 1, from + i * stride);
  };
  walk(0, offsetOf(backend, x) / 4 + view.start);
  return out;
}
