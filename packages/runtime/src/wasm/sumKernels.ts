import * as tf from '@tensorflow/tfjs';
import type { Blas } from '../blas/blas';
import { heapStart } from '../blas/nativeProduct';
import type { Kernel, KernelCall, KernelReplacement } from './kernelReplacement';
import { offsetOf, type WasmModule } from './wasmBackend';

/** A sum over the first or the last axes of a tensor, seen as a matrix: which side of it goes. */
interface Reduction {
  readonly rows: number;
  readonly columns: number;
  readonly over: 'rows' | 'columns';
  readonly outShape: number[];
}

function planReduction({ inputs, attrs }: KernelCall): Reduction | undefined {
  const { shape, dtype } = inputs.x!;
  const axes = tf.util.parseAxisParam(attrs.axis as number | number[], shape).sort((a, b) => a - b);
  const last = axes.every((axis, i) => axis === shape.length - axes.length + i);
  const first = axes.every((axis, i) => axis === i);
  const size = tf.util.sizeFromShape(shape);
  if (dtype !== 'float32' || size === 0 || axes.length === 0 || !(first || last)) return undefined;
  const reduced = tf.util.sizeFromShape(axes.map((axis) => shape[axis]!));
  const kept = attrs.keepDims
    ? shape.map((n, axis) => (axes.includes(axis) ? 1 : n))
    : shape.filter((_, axis) => !axes.includes(axis));
  return last
    ? { rows: size / reduced, columns: reduced, over: 'columns', outShape: kept }
    : { rows: reduced, columns: size / reduced, over: 'rows', outShape: kept };
}

/** A vector of ones that only grows. */
function onesOf(blas: Blas): (length: number) => number {
  let ones = new Float32Array(4096).fill(1);
  return (length) => {
    if (length > ones.length) ones = new Float32Array(2 * length).fill(1);
    return blas.addressOf(ones);
  };
}

/** The stock kernels add one number after the other, and transpose first for any but the last axes. */
export function sumKernels(blas: Blas, module: WasmModule): KernelReplacement[] {
  const ones = onesOf(blas);
  const start = heapStart(blas, module);
  const make =
    (mean: boolean) =>
    (stock: Kernel): Kernel =>
    (call) => {
      const plan = planReduction(call);
      if (!plan) return stock(call);
      const { backend, inputs } = call;
      const { rows, columns, over, outShape } = plan;
      const reduced = over === 'rows' ? rows : columns;
      const out = backend.makeOutput(outShape, 'float32');
      const heap = start();
      const matrix = {
        address: heap + offsetOf(backend, inputs.x!),
        stride: columns,
        transpose: over === 'rows',
      };
      blas.multiplyVector(
        { rows, columns },
        matrix,
        mean ? 1 / reduced : 1,
        ones(reduced),
        heap + offsetOf(backend, out),
      );
      return out;
    };
  return [
    { kernelName: 'Sum', make: make(false) },
    { kernelName: 'Mean', make: make(true) },
  ];
}
