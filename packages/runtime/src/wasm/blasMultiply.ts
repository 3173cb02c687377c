import type { Blas } from '../blas/blas';
import { fillRows, type Multiply } from './matMulKernels';
import { offsetOf } from './wasmBackend';

/**
 * Products by the native BLAS, straight on the wasm heap. A call into the library costs 0.2 µs, less than a call into
 * WebAssembly through Emscripten: small and batched products need no path of their own.
 */
export const blasMultiply =
  (blas: Blas): Multiply =>
  (backend, product, { a, b, out, bias }) => {
    if (bias) fillRows(backend, out, bias);
    const { rows, inner, columns, transposeA, transposeB } = product;
    const heap = blas.addressOf(backend.wasm.HEAPU8);
    const startA = heap + offsetOf(backend, a);
    const startB = heap + offsetOf(backend, b);
    const startOut = heap + offsetOf(backend, out);
    product.batchesOfA.forEach((batchOfA, i) => {
      const addressA = startA + 4 * batchOfA * rows * inner;
      const addressB = startB + 4 * product.batchesOfB[i]! * inner * columns;
      blas.multiply(
        product,
        { address: addressA, stride: transposeA ? rows : inner, transpose: transposeA },
        { address: addressB, stride: transposeB ? inner : columns, transpose: transposeB },
        { address: startOut + 4 * i * rows * columns, stride: columns },
        bias ? 1 : 0,
      );
    });
  };
