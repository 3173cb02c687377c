import * as tf from '@tensorflow/tfjs';
import { offsetOf, type WasmBackend } from './wasmBackend';

/** One matrix of `size` elements inside a tensor of such matrices. */
export interface MatrixOf {
  readonly tensor: tf.TensorInfo;
  readonly index: number;
  readonly size: number;
  /** Gives even a tensor that is this one matrix a new id. */
  readonly fresh?: boolean;
}

/** Tells the C++ side of a part of a tensor, where it lies; gives the id to dispose of afterwards. */
function registerPart(backend: WasmBackend, { tensor, index, size }: MatrixOf): number {
  const id = backend.dataIdNextNumber++;
  backend.wasm.tfjs.registerTensor(id, size, offsetOf(backend, tensor) + 4 * index * size);
  return id;
}

/**
 * Calls `use` with ids of matrices as the C++ side knows them, without a copy.
 * A tensor that is one matrix keeps its own id: the C++ side then keeps the packed form of a right operand for the
 * next product, until the tensor is disposed.
 */
export function withMatrices(
  backend: WasmBackend,
  matrices: readonly MatrixOf[],
  use: (...ids: number[]) => void,
): void {
  const parts: number[] = [];
  const ids = matrices.map((matrix) => {
    const { tensor, size, fresh } = matrix;
    if (!fresh && size === tf.util.sizeFromShape(tensor.shape))
      return backend.dataIdMap.get(tensor.dataId).id;
    const id = registerPart(backend, matrix);
    parts.push(id);
    return id;
  });
  try {
    use(...ids);
  } finally {
    for (const id of parts) backend.wasm.tfjs.disposeData(id);
  }
}
