import type { NativeMatrix, ProductSize } from '../blas/blas';
import type { SimdFunctions } from '../simd/simd';
import { partsOf } from '../threads/partsOf';
import type { ThreadPool } from '../threads/threadPool';

/** Matrix products on matrices that lie in the wasm heap, with rows as far apart as they like. No dimension is zero. */
export interface HeapProducts {
  /** `out ← a·b + keep·out`; addresses are offsets in the heap. */
  readonly multiply: (
    size: ProductSize,
    a: NativeMatrix,
    b: NativeMatrix,
    out: NativeMatrix,
    keep: 0 | 1,
  ) => void;
  /** `out ← a·b`, plus the row at an offset on every row; absent where there is no vector code. */
  readonly multiplyOnto?: (
    size: ProductSize,
    a: NativeMatrix,
    b: NativeMatrix,
    out: NativeMatrix,
    row: number,
  ) => void;
}

/** By the vector code, as fast for every transpose and stride, or by what stands in its place. */
export const multiplyBy =
  ({ product }: Pick<SimdFunctions, 'product'>): HeapProducts['multiply'] =>
  ({ rows, columns, inner }, a, b, out, keep) => {
    const [transposeA, transposeB] = [a.transpose ?? false, b.transpose ?? false];
    const from = [a.address, a.stride, transposeA, b.address, b.stride, transposeB];
    product(rows, columns, inner, ...from, out.address, out.stride, keep === 1);
  };

/** How a product is divided among threads. */
export interface ProductDivision {
  /** What is computed at a time: the parts of a result are whole such tiles. */
  readonly tile: { readonly rows: number; readonly columns: number };
  readonly perThread: number;
}

export const forVectorCode: ProductDivision = { tile: { rows: 4, columns: 8 }, perThread: 2 };
/** A BLAS copies the whole other operand once for each part: as few as there are threads. */
export const forBlas: ProductDivision = { tile: { rows: 16, columns: 16 }, perThread: 1 };

/** A product, or the part of one. */
interface Operands {
  readonly size: ProductSize;
  readonly a: NativeMatrix;
  readonly b: NativeMatrix;
  readonly out: NativeMatrix;
}

/** With all threads of a pool: each takes a part of the result's columns, or of its rows where these are more. */
export function pooledProducts(pool: ThreadPool, { tile, perThread }: ProductDivision): HeapProducts {
  const divided = (
    whole: Operands,
    compute: (simd: SimdFunctions, part: Operands, firstColumn: number) => void,
  ): void => {
    const { rows, columns, inner } = whole.size;
    const side = columns >= rows ? 'columns' : 'rows';
    const work = rows * columns * inner;
    const threads = pool.threadsFor(work);
    const parts = partsOf(whole.size[side], { threads, perThread, grain: tile[side] });
    pool.each(parts.length, work, (index, simd) => {
      const { from, count } = parts[index]!;
      if (side === 'rows') compute(simd, rowsOf(whole, from, count), 0);
      else compute(simd, columnsOf(whole, from, count), from);
    });
  };
  return {
    multiply: (size, a, b, out, keep) => {
      divided({ size, a, b, out }, (simd, part) => {
        multiplyBy(simd)(part.size, part.a, part.b, part.out, keep);
      });
    },
    multiplyOnto: (size, a, b, out, row) => {
      divided({ size, a, b, out }, (simd, part, firstColumn) => {
        const { rows, columns } = part.size;
        simd.repeatRow(row + 4 * firstColumn, part.out.address, rows, columns, out.stride);
        multiplyBy(simd)(part.size, part.a, part.b, part.out, 1);
      });
    },
  };
}

const rowsOf = ({ size, a, b, out }: Operands, from: number, rows: number): Operands => ({
  ...{ size: { ...size, rows }, a: moved(a, from, a.transpose), b },
  out: moved(out, from, false),
});

const columnsOf = ({ size, a, b, out }: Operands, from: number, columns: number): Operands => ({
  ...{ size: { ...size, columns }, a, b: moved(b, from, !b.transpose) },
  out: moved(out, from, true),
});

/** The matrix from a row on, or from a column on where these lie `across` the stored rows. */
const moved = (matrix: NativeMatrix, by: number, across: boolean | undefined): NativeMatrix => ({
  ...matrix,
  address: matrix.address + 4 * by * (across ? 1 : matrix.stride),
});
