import type { SimdFunctions } from '../simd/simd';
import type { WasmModule } from '../wasm/wasmBackend';
import type { Blas } from './blas';

/**
 * The vector code's `product`, by a BLAS, straight on the wasm heap. A call into the library costs 0.2 µs, less than a call
 * into WebAssembly through Emscripten: small and batched products need no path of their own.
 */
export function nativeProduct(blas: Blas, backend: WasmModule): SimdFunctions['product'] {
  const start = heapStart(blas, backend);
  return (rows, columns, inner, a, strideA, flipA, b, strideB, flipB, out, strideOut, keep) => {
    const heap = start();
    const size = { rows: rows as number, columns: columns as number, inner: inner as number };
    const matrix = (offset: unknown, stride: unknown, transpose: unknown) => ({
      ...{ address: heap + (offset as number), stride: stride as number },
      transpose: transpose as boolean,
    });
    const [left, right] = [matrix(a, strideA, flipA), matrix(b, strideB, flipB)];
    blas.multiply(size, left, right, matrix(out, strideOut, false), keep ? 1 : 0);
  };
}

/** Where the heap starts in the memory of the process; asked again when it has grown into another buffer. */
export function heapStart(blas: Blas, backend: WasmModule): () => number {
  let known: { readonly buffer: ArrayBufferLike; readonly start: number } | undefined;
  return () => {
    const heap = backend.HEAPU8;
    if (heap.buffer !== known?.buffer) known = { buffer: heap.buffer, start: blas.addressOf(heap) };
    return known.start;
  };
}
