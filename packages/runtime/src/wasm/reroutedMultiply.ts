import * as tf from '@tensorflow/tfjs';
import type { Kernel } from './kernelReplacement';
import type { Multiply } from './matMulKernels';
import { withMatrices } from './matrices';
import type { WasmBackend, WasmModule } from './wasmBackend';

type StockFusedMatMul = (...values: unknown[]) => void;
const bound = new WeakMap<WasmModule, StockFusedMatMul>();

/** The stock C++ kernel. It is fast for two plain matrices only. */
function stockFusedMatMul({ wasm }: WasmBackend): StockFusedMatMul {
  const n = 'number';
  const parameters = [n, 'array', n, n, 'array', n, n, n, n, n, n, n, n];
  const kernel = bound.get(wasm) ?? wasm.cwrap('_FusedMatMul', null, parameters);
  bound.set(wasm, kernel);
  return kernel;
}

/** The operand as its product reads it: itself, or a transposed copy of all its matrices. */
function plain(backend: WasmBackend, tensor: tf.TensorInfo, transpose: boolean): tf.TensorInfo {
  if (!transpose) return tensor;
  const [rows, columns] = tensor.shape.slice(-2) as [number, number];
  const matrices = tf.util.sizeFromShape(tensor.shape) / (rows * columns);
  const x = { ...tensor, shape: [matrices, rows, columns] };
  const kernel = tf.getKernel('Transpose', 'wasm').kernelFunc as unknown as Kernel;
  return kernel({ inputs: { x }, attrs: { perm: [0, 2, 1] }, backend }) as tf.TensorInfo;
}

/** How many rows each tensor had when it was first a right operand. */
const packedRows = new WeakMap<tf.DataId, number>();

/**
 * The C++ side keeps right operands packed under their tensor's id and forgets to ask for their shape: a tensor that
 * was multiplied under two shapes gives wrong numbers in stock TensorFlow.js 4.22. Here the second shape gets a new id.
 */
function packedOtherwise({ dataId }: tf.TensorInfo, rows: number): boolean {
  const first = packedRows.get(dataId) ?? rows;
  packedRows.set(dataId, first);
  return first !== rows;
}

const shapeBytes = (...shape: number[]) => new Uint8Array(Int32Array.from(shape).buffer);

/**
 * Products by the stock kernel, each on its fast path: transposed operands are copied plain first, batches are
 * multiplied one by one where they lie.
 */
export const reroutedMultiply: Multiply = (backend, product, operands) => {
  const { rows, inner, columns } = product;
  const { out, bias } = operands;
  const a = plain(backend, operands.a, product.transposeA);
  const b = plain(backend, operands.b, product.transposeB);
  const [shapeA, shapeB] = [shapeBytes(1, rows, inner), shapeBytes(1, inner, columns)];
  const fresh = packedOtherwise(b, inner);
  const biasId = bias ? backend.dataIdMap.get(bias.dataId).id : 0;
  const run = stockFusedMatMul(backend);
  product.batchesOfA.forEach((batchOfA, i) => {
    const matrixA = { tensor: a, index: batchOfA, size: rows * inner };
    const matrixB = { tensor: b, index: product.batchesOfB[i]!, size: inner * columns, fresh };
    const matrixOut = { tensor: out, index: i, size: rows * columns };
    withMatrices(backend, [matrixA, matrixB, matrixOut], (idA, idB, idOut) => {
      run(idA, shapeA, 3, idB, shapeB, 3, 0, 0, 0, biasId, 0, 0, idOut);
    });
  });
  if (a !== operands.a) backend.disposeData(a.dataId);
  if (b !== operands.b) backend.disposeData(b.dataId);
};
