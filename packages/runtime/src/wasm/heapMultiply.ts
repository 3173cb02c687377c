import type { HeapProducts } from './heapProducts';
import type { Simd } from '../simd/simd';
import { fillRows, type Multiply } from './matMulKernels';
import * as tf from '@tensorflow/tfjs';
import { offsetOf } from './wasmBackend';

const sizeOf = ({ shape }: tf.TensorInfo) => tf.util.sizeFromShape(shape);

/** TensorFlow.js's products, each of a batch by itself. */
export const heapMultiply =
  (products: HeapProducts, simd: Simd | undefined): Multiply =>
  (backend, product, { a, b, out, bias }) => {
    if (bias && simd) {
      const [row, start] = [offsetOf(backend, bias), offsetOf(backend, out)];
      simd.repeatRow(row, start, sizeOf(out) / product.columns, product.columns);
    } else if (bias) fillRows(backend, out, bias);
    const { rows, inner, columns, transposeA, transposeB } = product;
    const heap = products.start(backend);
    const startA = heap + offsetOf(backend, a);
    const startB = heap + offsetOf(backend, b);
    const startOut = heap + offsetOf(backend, out);
    product.batchesOfA.forEach((batchOfA, i) => {
      const addressA = startA + 4 * batchOfA * rows * inner;
      const addressB = startB + 4 * product.batchesOfB[i]! * inner * columns;
      products.multiply(
        product,
        { address: addressA, stride: transposeA ? rows : inner, transpose: transposeA },
        { address: addressB, stride: transposeB ? inner : columns, transpose: transposeB },
        { address: startOut + 4 * i * rows * columns, stride: columns },
        bias ? 1 : 0,
      );
    });
  };
