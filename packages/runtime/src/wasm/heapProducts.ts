import type { Blas, NativeMatrix, ProductSize } from '../blas/blas';
import type { Simd } from '../simd/simd';
import type { WasmBackend } from './wasmBackend';

/** Matrix products on matrices that lie in the wasm heap, with rows as far apart as they like. */
export interface HeapProducts {
  /** What is added to an offset in the heap to get the address that `multiply` takes. */
  readonly start: (backend: WasmBackend) => number;
  /** `out ← a·b + keep·out`; no dimension is zero. */
  readonly multiply: (
    size: ProductSize,
    a: NativeMatrix,
    b: NativeMatrix,
    out: NativeMatrix,
    keep: 0 | 1,
  ) => void;
}

/**
 * By the native BLAS, straight on the wasm heap. A call into the library costs 0.2 µs, less than a call into
 * WebAssembly through Emscripten: small and batched products need no path of their own.
 */
export const blasProducts = (blas: Blas): HeapProducts => ({
  start: (backend) => blas.addressOf(backend.wasm.HEAPU8),
  multiply: (...call) => {
    blas.multiply(...call);
  },
});

/** By this package's own vector code: as fast for every transpose and stride. */
export const simdProducts = ({ product, scratch }: Simd): HeapProducts => ({
  start: () => 0,
  multiply({ rows, columns, inner }, a, b, out, keep) {
    const [transposeA, transposeB] = [a.transpose ?? false, b.transpose ?? false];
    const from = [a.address, a.stride, transposeA, b.address, b.stride, transposeB];
    product(rows, columns, inner, ...from, out.address, out.stride, keep === 1, scratch);
  },
});
