import * as tf from '@tensorflow/tfjs';
import type { Kernel, KernelCall, KernelReplacement } from './kernelReplacement';
import { planProduct, type Product } from './product';
import { offsetOf, type WasmBackend } from './wasmBackend';

/** Writes the product, plus `bias` on every row, into `out`. No dimension is zero; all is float32. */
export type Multiply = (
  backend: WasmBackend,
  product: Product,
  operands: { a: tf.TensorInfo; b: tf.TensorInfo; out: tf.TensorInfo; bias?: tf.TensorInfo | undefined },
) => void;

/** Both kernels that TensorFlow.js multiplies matrices with, on another multiplication. */
export function matMulKernels(multiply: Multiply): KernelReplacement[] {
  const make = (stock: Kernel) => (call: KernelCall) => (fits(call) ? matMul(multiply, call) : stock(call));
  return ['BatchMatMul', '_FusedMatMul'].map((kernelName) => ({ kernelName, make }));
}

/** Everything else is left to the stock kernel: it computes it or says why not. */
function fits({ inputs: { a, b, bias } }: KernelCall): boolean {
  const float = a!.dtype === 'float32' && b!.dtype === 'float32';
  return float && (!bias || bias.shape.length === 1);
}

function matMul(multiply: Multiply, { inputs, attrs, backend }: KernelCall): tf.TensorInfo {
  const { a, b, bias } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo; bias?: tf.TensorInfo };
  const product = planProduct(a.shape, b.shape, Boolean(attrs.transposeA), Boolean(attrs.transposeB));
  const out = backend.makeOutput(product.outShape, 'float32');
  if (tf.util.sizeFromShape(product.outShape) === 0) return out;
  if (product.inner === 0) fillEmptySum(backend, out, bias);
  else multiply(backend, product, { a, b, out, bias });
  return activate(out, { inputs, attrs, backend });
}

/** A sum of no terms is zero, or the bias. */
function fillEmptySum(backend: WasmBackend, out: tf.TensorInfo, bias?: tf.TensorInfo): void {
  const start = offsetOf(backend, out);
  if (bias) fillRows(backend, out, bias);
  else backend.wasm.HEAPU8.fill(0, start, start + 4 * tf.util.sizeFromShape(out.shape));
}

/** Writes `row` over every row of `out`, by doubling what is already written. */
export function fillRows(backend: WasmBackend, out: tf.TensorInfo, row: tf.TensorInfo): void {
  const heap = backend.wasm.HEAPU8;
  const start = offsetOf(backend, out);
  const total = 4 * tf.util.sizeFromShape(out.shape);
  let written = 4 * tf.util.sizeFromShape(row.shape);
  heap.copyWithin(start, offsetOf(backend, row), offsetOf(backend, row) + written);
  for (; written < total; written *= 2) {
    heap.copyWithin(start + written, start, start + Math.min(written, total - written));
  }
}

const activationKernels: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  prelu: 'Prelu',
  leakyrelu: 'LeakyRelu',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
};

/** Runs the backend's own kernel of the activation on the product and disposes of the product. */
function activate(product: tf.TensorInfo, { inputs, attrs, backend }: KernelCall): tf.TensorInfo {
  const { activation = 'linear', leakyreluAlpha } = attrs as { activation?: string; leakyreluAlpha?: number };
  if (activation === 'linear') return product;
  const config = tf.getKernel(activationKernels[activation] ?? activation, 'wasm') as
    | tf.KernelConfig
    | undefined;
  if (!config) throw new Error(`${activation} activation is not supported by matMul in the wasm backend.`);
  const kernel = config.kernelFunc as unknown as Kernel;
  const out = kernel({
    inputs: { x: product, alpha: inputs.preluActivationWeights },
    attrs: { alpha: leakyreluAlpha },
    backend,
  });
  backend.disposeData(product.dataId);
  return out as tf.TensorInfo;
}
