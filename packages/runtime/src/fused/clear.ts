import * as tf from '@tensorflow/tfjs';
import { offsetOf, type WasmBackend } from '../wasm/wasmBackend';

/** Fills a tensor with zeros. */
export function clear(backend: WasmBackend, tensor: tf.TensorInfo): void {
  const start = offsetOf(backend, tensor);
  backend.wasm.HEAPU8.fill(0, start, start + 4 * tf.util.sizeFromShape(tensor.shape));
}
