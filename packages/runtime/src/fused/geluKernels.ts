import * as tf from '@tensorflow/tfjs';
import type { SimdFunctions } from '../simd/simd';
import { inParts } from '../threads/inParts';
import type { KernelCall } from '../wasm/kernelReplacement';
import { offsetOf } from '../wasm/wasmBackend';
import type { FusedKernel, FusedMeans } from './fusedKernel';

/** Multiplications that take as long as an exponential of a number. */
const WORK = 32;

/**
 * `FusedQuickGelu` { x } → x·σ(1.702·x), `FusedGelu` { x } → x·Φ(x). `FusedQuickGeluGrad`, `FusedGeluGrad` { dy, x } → dx.
 */
export const geluKernels = (means: FusedMeans): FusedKernel[] => [
  { kernelName: 'FusedQuickGelu', kernel: (call) => forward(means, call, 'quickGelu') },
  { kernelName: 'FusedQuickGeluGrad', kernel: (call) => backward(means, call, 'quickGeluGradient') },
  { kernelName: 'FusedGelu', kernel: (call) => forward(means, call, 'gelu') },
  { kernelName: 'FusedGeluGrad', kernel: (call) => backward(means, call, 'geluGradient') },
];

const partsOf = (x: tf.TensorInfo) => ({ length: tf.util.sizeFromShape(x.shape), grain: 4, work: WORK });

function forward(
  { pool }: FusedMeans,
  { inputs, backend }: KernelCall,
  formula: keyof Pick<SimdFunctions, 'gelu' | 'quickGelu'>,
): tf.TensorInfo {
  const x = inputs.x!;
  const y = backend.makeOutput(x.shape, 'float32');
  const [atX, atY] = [offsetOf(backend, x), offsetOf(backend, y)];
  inParts(pool, partsOf(x), ({ from, count }, simd) => {
    simd[formula](atX + 4 * from, atY + 4 * from, count);
  });
  return y;
}

function backward(
  { pool }: FusedMeans,
  { inputs, backend }: KernelCall,
  formula: keyof Pick<SimdFunctions, 'geluGradient' | 'quickGeluGradient'>,
): tf.TensorInfo {
  const [dy, x] = [inputs.dy!, inputs.x!];
  const dx = backend.makeOutput(x.shape, 'float32');
  const [atDy, atX, atDx] = [offsetOf(backend, dy), offsetOf(backend, x), offsetOf(backend, dx)];
  inParts(pool, partsOf(x), ({ from, count }, simd) => {
    simd[formula](atDy + 4 * from, atX + 4 * from, atDx + 4 * from, count);
  });
  return dx;
}
