import * as tf from '@tensorflow/tfjs';
import { inParts } from '../threads/inParts';
import { offsetOf } from '../wasm/wasmBackend';
import type { FusedKernel, FusedMeans } from './fusedKernel';

/** Multiplications that take as long as an exponential of a number. */
const WORK = 32;

/** `FusedQuickGelu` { x } → x·σ(1.702·x). `FusedQuickGeluGrad` { dy, x } → dx. */
export function quickGeluKernels({ pool }: FusedMeans): FusedKernel[] {
  return [
    {
      kernelName: 'FusedQuickGelu',
      kernel({ inputs: { x }, backend }) {
        const y = backend.makeOutput(x!.shape, 'float32');
        const at = [x!, y].map((tensor) => offsetOf(backend, tensor));
        const size = tf.util.sizeFromShape(x!.shape);
        inParts(pool, { length: size, grain: 4, work: WORK }, ({ from, count }, simd) => {
          simd.quickGelu(at[0]! + 4 * from, at[1]! + 4 * from, count);
        });
        return y;
      },
    },
    {
      kernelName: 'FusedQuickGeluGrad',
      kernel({ inputs: { dy, x }, backend }) {
        const dx = backend.makeOutput(x!.shape, 'float32');
        const at = [dy!, x!, dx].map((tensor) => offsetOf(backend, tensor));
        const size = tf.util.sizeFromShape(x!.shape);
        inParts(pool, { length: size, grain: 4, work: WORK }, ({ from, count }, simd) => {
          const [atDy, atX, atDx] = at.map((start) => start + 4 * from);
          simd.quickGeluGradient(atDy!, atX!, atDx!, count);
        });
        return dx;
      },
    },
  ];
}
