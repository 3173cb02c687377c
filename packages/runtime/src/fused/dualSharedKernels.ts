import type * as tf from '@tensorflow/tfjs';
import type { KernelCall } from '../wasm/kernelReplacement';
import { offsetOf, type WasmBackend } from '../wasm/wasmBackend';
import type { FusedKernel, FusedMeans } from './fusedKernel';
import { flipped } from './heads';

/**
 * `FusedDualShared` { x `[rows, width]`, m `[width, rank]`, r `[rank]` } → y = x + x·m·diag(r)·mᵀ, and x·m `[rows, rank]`.
 * `FusedDualSharedGrad` { dy, x, m, r, down } → dx, dm, dr; `down` is x·m.
 */
export function dualSharedKernels(means: FusedMeans): FusedKernel[] {
  return [
    { kernelName: 'FusedDualShared', kernel: (call) => forward(means, call) },
    { kernelName: 'FusedDualSharedGrad', kernel: (call) => backward(means, call) },
  ];
}

function sizesOf({ inputs }: KernelCall) {
  const [rows, width] = inputs.x!.shape as [number, number];
  return { rows, width, rank: inputs.r!.shape[0]! };
}

const placesOf = (backend: WasmBackend) => ({
  offset: (tensor: tf.TensorInfo) => offsetOf(backend, tensor),
  matrix: (tensor: tf.TensorInfo) => ({ address: offsetOf(backend, tensor), stride: tensor.shape[1]! }),
});

function forward({ simd, products }: FusedMeans, call: KernelCall) {
  const { rows, width, rank } = sizesOf(call);
  const { backend } = call;
  const { x, m, r } = call.inputs;
  const y = backend.makeOutput([rows, width], 'float32');
  const down = backend.makeOutput([rows, rank], 'float32');
  const scaled = backend.makeOutput([rows, rank], 'float32');
  const { offset, matrix } = placesOf(backend);
  products.multiply({ rows, columns: rank, inner: width }, matrix(x!), matrix(m!), matrix(down), 0);
  simd.scaleColumns(offset(down), offset(r!), offset(scaled), rows, rank);
  simd.copy(offset(x!), offset(y), 4 * rows * width);
  const up = { rows, columns: width, inner: rank };
  products.multiply(up, matrix(scaled), flipped(matrix(m!)), matrix(y), 1);
  backend.disposeData(scaled.dataId);
  return [y, down];
}

function backward({ simd, products }: FusedMeans, call: KernelCall) {
  const { rows, width, rank } = sizesOf(call);
  const { backend } = call;
  const { dy, x, m, r, down } = call.inputs;
  const dx = backend.makeOutput([rows, width], 'float32');
  const dm = backend.makeOutput([width, rank], 'float32');
  const dr = backend.makeOutput([rank], 'float32');
  const dUp = backend.makeOutput([rows, rank], 'float32');
  const scaled = backend.makeOutput([rows, rank], 'float32');
  const { offset, matrix } = placesOf(backend);
  const toRank = { rows, columns: rank, inner: width };
  const ofM = { rows: width, columns: rank, inner: rows };
  products.multiply(toRank, matrix(dy!), matrix(m!), matrix(dUp), 0);
  simd.dotColumns(offset(down!), offset(dUp), offset(dr), rows, rank);
  // dyᵀ·(x·m·r) is the part of m behind, xᵀ·(dy·m·r) that of m in front.
  simd.scaleColumns(offset(down!), offset(r!), offset(scaled), rows, rank);
  products.multiply(ofM, flipped(matrix(dy!)), matrix(scaled), matrix(dm), 0);
  simd.scaleColumns(offset(dUp), offset(r!), offset(scaled), rows, rank);
  products.multiply(ofM, flipped(matrix(x!)), matrix(scaled), matrix(dm), 1);
  simd.copy(offset(dy!), offset(dx), 4 * rows * width);
  const up = { rows, columns: width, inner: rank };
  products.multiply(up, matrix(scaled), flipped(matrix(m!)), matrix(dx), 1);
  for (const { dataId } of [dUp, scaled]) backend.disposeData(dataId);
  return [dx, dm, dr];
}
