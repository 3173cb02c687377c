import * as tf from '@tensorflow/tfjs';
import { offsetOf } from '../wasm/wasmBackend';
import type { FusedKernel, FusedMeans } from './fusedKernel';

/** `FusedQuickGelu` { x } → x·σ(1.702·x). `FusedQuickGeluGrad` { dy, x } → dx. */
export function quickGeluKernels({ simd }: FusedMeans): FusedKernel[] {
  return [
    {
      kernelName: 'FusedQuickGelu',
      kernel({ inputs: { x }, backend }) {
        const y = backend.makeOutput(x!.shape, 'float32');
        simd.quickGelu(offsetOf(backend, x!), offsetOf(backend, y), tf.util.sizeFromShape(x!.shape));
        return y;
      },
    },
    {
      kernelName: 'FusedQuickGeluGrad',
      kernel({ inputs: { dy, x }, backend }) {
        const dx = backend.makeOutput(x!.shape, 'float32');
        const at = [dy!, x!, dx].map((tensor) => offsetOf(backend, tensor));
        simd.quickGeluGradient(at[0]!, at[1]!, at[2]!, tf.util.sizeFromShape(x!.shape));
        return dx;
      },
    },
  ];
}
