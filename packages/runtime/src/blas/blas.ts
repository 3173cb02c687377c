/** A row-major float32 matrix, read as it lies or transposed. */
export interface NativeMatrix {
  /** In the memory of the process for a BLAS; an offset in the wasm heap for kernels. */
  readonly address: number;
  /** Elements from one stored row to the next. */
  readonly stride: number;
  readonly transpose?: boolean;
}

/** The native BLAS of this machine. Addresses are plain numbers: they fit 53 bits on every system Node runs on. */
export interface Blas {
  /** For people: `OpenBLAS 0.3.21`. */
  readonly name: string;
  /** What it was loaded from: a path, or a name that the system finds. */
  readonly library: string;
  /** How many it took for a product when it was opened; undefined where the library does not say. */
  readonly threads: number | undefined;
  /** Whether several threads may multiply at the same time, each for itself, after `useThreads(1)`. */
  readonly concurrent: boolean;
  /** How many threads the library takes from now on, in the whole process. */
  useThreads(count: number): void;
  /** As many as it took before it was opened here. */
  restoreThreads(): void;
  /** Where an array lies in memory. Holds until the array's buffer is replaced or collected. */
  addressOf(array: ArrayBufferView): number;
  /** `out ← a·b + keep·out` with `a` `[rows, inner]` and `b` `[inner, columns]` after their transposes. */
  multiply(size: ProductSize, a: NativeMatrix, b: NativeMatrix, out: NativeMatrix, keep: 0 | 1): void;
  /** `out ← scale·(a·x)` with `a` stored as `[rows, columns]`; `x` and `out` are packed vectors. */
  multiplyVector(size: MatrixSize, a: NativeMatrix, scale: number, x: number, out: number): void;
}

export interface MatrixSize {
  readonly rows: number;
  readonly columns: number;
}

export interface ProductSize extends MatrixSize {
  readonly inner: number;
}
