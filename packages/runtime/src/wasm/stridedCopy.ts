import * as tf from '@tensorflow/tfjs';
import { offsetOf, type WasmBackend } from './wasmBackend';

/** Where to read: element `[i, j, …]` of `shape` lies at `start + i·strides[0] + j·strides[1] + …`. */
export interface StridedView {
  readonly start: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** What `stridedCopy` can move. */
export const fourBytes = ({ dtype }: tf.TensorInfo): boolean => dtype === 'float32' || dtype === 'int32';

/** Elements from one index to the next, for every axis of a packed tensor. */
export const stridesOf = (shape: number[]): number[] =>
  shape.map((_, axis) => tf.util.sizeFromShape(shape.slice(axis + 1)));

/** One axis to walk: how far a step goes where we read and where we write. */
interface Axis {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Axes as few and long as possible: neighbours that can be walked as one are one, axes of size 1 go. */
function mergeAxes({ shape, strides }: StridedView): Axis[] {
  const merged: Axis[] = [];
  let to = tf.util.sizeFromShape([...shape]);
  shape.forEach((size, axis) => {
    to /= size;
    if (size === 1) return;
    const from = strides[axis]!;
    const last = merged.at(-1);
    if (last?.from === from * size) merged[merged.length - 1] = { size: last.size * size, from, to };
    else merged.push({ size, from, to });
  });
  return merged;
}

/** Below this many elements a loop is faster than a native copy. */
const SHORT_RUN = 24;

/** Copies a run of elements to `to`. */
function copyRun(heap: Int32Array, from: number, to: number, { size, from: stride }: Axis): void {
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
  const run = axes.pop() ?? { size: 1, from: 1, to: 1 };
  // The longest axis outermost: what the inner loops touch then stays in the processor's page table.
  axes.sort((a, b) => b.size - a.size);
  const walk = (depth: number, from: number, to: number): void => {
    const axis = axes[depth];
    if (!axis) {
      copyRun(heap, from, to, run);
      return;
    }
    for (let i = 0; i < axis.size; i++) walk(depth + 1, from + i * axis.from, to + i * axis.to);
  };
  walk(0, offsetOf(backend, x) / 4 + view.start, offsetOf(backend, out) / 4);
  return out;
}
