import type { HeapProducts } from './heapProducts';
import { fillRows, type Multiply } from './matMulKernels';
import { offsetOf } from './wasmBackend';

/** TensorFlow.js's products, each of a batch by itself. */
export const heapMultiply =
  ({ multiply, multiplyOnto }: HeapProducts): Multiply =>
  (backend, product, { a, b, out, bias }) => {
    const { rows, inner, columns, transposeA, transposeB } = product;
    const [startA, startB, startOut] = [a, b, out].map((tensor) => offsetOf(backend, tensor)) as [
      number,
      number,
      number,
    ];
    if (bias && !multiplyOnto) fillRows(backend, out, bias);
    product.batchesOfA.forEach((batchOfA, i) => {
      const addressA = startA + 4 * batchOfA * rows * inner;
      const addressB = startB + 4 * product.batchesOfB[i]! * inner * columns;
      const left = { address: addressA, stride: transposeA ? rows : inner, transpose: transposeA };
      const right = { address: addressB, stride: transposeB ? inner : columns, transpose: transposeB };
      const to = { address: startOut + 4 * i * rows * columns, stride: columns };
      if (bias && multiplyOnto) multiplyOnto(product, left, right, to, offsetOf(backend, bias));
      else multiply(product, left, right, to, bias ? 1 : 0);
    });
  };
