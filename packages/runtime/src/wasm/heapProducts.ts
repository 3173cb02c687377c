import type { Blas, NativeMatrix, ProductSize } from '../blas/blas';
import type { SimdFunctions } from '../simd/simd';
import type { ThreadPool } from '../threads/threadPool';
import { partsOf } from '../threads/partsOf';
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
export const multiplyBy =
  ({ product }: Pick<SimdFunctions, 'product'>): HeapProducts['multiply'] =>
  ({ rows, columns, inner }, a, b, out, keep) => {
    const [transposeA, transposeB] = [a.transpose ?? false, b.transpose ?? false];
    const from = [a.address, a.stride, transposeA, b.address, b.stride, transposeB];
    product(rows, columns, inner, ...from, out.address, out.stride, keep === 1);
  };

/** What the vector code computes at a time: the parts of a result are whole such tiles. */
const TILE = { rows: 4, columns: 8 } as const;

/** The same with all threads: each takes a part of the result's columns, or of its rows where these are more. */
export const pooledProducts = (pool: ThreadPool): HeapProducts => ({
  start: () => 0,
  multiply(size, a, b, out, keep) {
    const side = size.columns >= size.rows ? 'columns' : 'rows';
    const parts = partsOf(size[side], pool.threads, TILE[side]);
    pool.each(parts.length, size.rows * size.columns * size.inner, (index, simd) => {
      const { from, count } = parts[index]!;
      const part = { ...size, [side]: count };
      const to = from * (side === 'rows' ? out.stride : 1);
      multiplyBy(simd)(
        part,
        side === 'rows' ? moved(a, from, a.transpose) : a,
        side === 'rows' ? b : moved(b, from, !b.transpose),
        { ...out, address: out.address + 4 * to },
        keep,
      );
    });
  },
});

/** The matrix from a row on, or from a column on where these lie `across` the stored rows. */
const moved = (matrix: NativeMatrix, by: number, across: boolean | undefined): NativeMatrix => ({
  ...matrix,
  address: matrix.address + 4 * by * (across ? 1 : matrix.stride),
});
