import type { Blas } from './blas';

/** Billions of floating-point operations a second of one square product: the best of `repeats` runs. */
export function sgemmSpeed(blas: Blas, size: number, repeats: number): number {
  const [a, b, out] = Array.from({ length: 3 }, () => new Float32Array(size * size).fill(0.5)) as Operands;
  const matrices = [a, b, out].map((array) => ({
    address: blas.addressOf(array),
    stride: size,
  })) as Addresses;
  const milliseconds = Array.from({ length: repeats }, () => {
    const start = performance.now();
    blas.multiply({ rows: size, columns: size, inner: size }, ...matrices, 0);
    return performance.now() - start;
  });
  return (2 * size ** 3) / Math.min(...milliseconds) / 1e6;
}

type Operands = [Float32Array, Float32Array, Float32Array];
type Addresses = [NativeSquare, NativeSquare, NativeSquare];
interface NativeSquare {
  address: number;
  stride: number;
}

/** Whether a small product comes out right: a library whose integers are of another width fails here, not later. */
export function multipliesRight(blas: Blas): boolean {
  const a = Float32Array.of(1, 2, 3, 4, 5, 6);
  const b = Float32Array.of(1, 0, 2, 0, 1, 3);
  const out = new Float32Array(4);
  const [addressA, addressB, addressOut] = [a, b, out].map((array) => blas.addressOf(array)) as [
    number,
    number,
    number,
  ];
  const size = { rows: 2, columns: 2, inner: 3 };
  const right = { address: addressB, stride: 3, transpose: true };
  blas.multiply(size, { address: addressA, stride: 3 }, right, { address: addressOut, stride: 2 }, 0);
  return out.join() === '7,11,16,23';
}
