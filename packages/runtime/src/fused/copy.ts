import * as tf from '@tensorflow/tfjs';
import { offsetOf, type WasmBackend } from '../wasm/wasmBackend';

/** Copies the numbers of one tensor into another of the same size. */
export function copy(backend: WasmBackend, from: tf.TensorInfo, to: tf.TensorInfo): void {
  const start = offsetOf(backend, from);
  const end = start + 4 * tf.util.sizeFromShape(from.shape);
  backend.wasm.HEAPU8.copyWithin(offsetOf(backend, to), start, end);
}
