import { offsetOf } from '../wasm/wasmBackend';
import type { FusedKernel, FusedMeans } from './fusedKernel';

/**
 * `FusedLayerNorm` { x `[rows, width]`, gain, bias `[width]` }, { epsilon } → y, and mean and reciprocal deviation of each
 * row `[rows, 2]`. `FusedLayerNormGrad` { dy, x, stats, gain } → dx.
 */
export function layerNormKernels({ simd }: FusedMeans): FusedKernel[] {
  return [
    {
      kernelName: 'FusedLayerNorm',
      kernel({ inputs, attrs, backend }) {
        const { x, gain, bias } = inputs;
        const [rows, width] = x!.shape as [number, number];
        const y = backend.makeOutput([rows, width], 'float32');
        const stats = backend.makeOutput([rows, 2], 'float32');
        const at = [x!, gain!, bias!, y, stats].map((tensor) => offsetOf(backend, tensor));
        simd.layerNorm(...at, rows, width, attrs.epsilon as number);
        return [y, stats];
      },
    },
    {
      kernelName: 'FusedLayerNormGrad',
      kernel({ inputs, backend }) {
        const { dy, x, stats, gain } = inputs;
        const [rows, width] = x!.shape as [number, number];
        const dx = backend.makeOutput([rows, width], 'float32');
        const at = [dy!, x!, stats!, gain!, dx].map((tensor) => offsetOf(backend, tensor));
        simd.layerNormGradient(...at, rows, width);
        return dx;
      },
    },
  ];
}
