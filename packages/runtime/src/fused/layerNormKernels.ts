import { inParts } from '../threads/inParts';
import { offsetOf } from '../wasm/wasmBackend';
import type { FusedKernel, FusedMeans } from './fusedKernel';

/** Multiplications that take as long as a number of a row. */
const WORK = 8;

/**
 * `FusedLayerNorm` { x `[rows, width]`, gain, bias `[width]` }, { epsilon } → y, and mean and reciprocal deviation of each
 * row `[rows, 2]`. `FusedLayerNormGrad` { dy, x, stats, gain } → dx.
 */
export function layerNormKernels({ pool }: FusedMeans): FusedKernel[] {
  return [
    {
      kernelName: 'FusedLayerNorm',
      kernel({ inputs, attrs, backend }) {
        const { x, gain, bias } = inputs;
        const [rows, width] = x!.shape as [number, number];
        const y = backend.makeOutput([rows, width], 'float32');
        const stats = backend.makeOutput([rows, 2], 'float32');
        const [atX, atGain, atBias, atY, atStats] = [x!, gain!, bias!, y, stats].map((tensor) =>
          offsetOf(backend, tensor),
        ) as [number, number, number, number, number];
        inParts(pool, { length: rows, grain: 1, work: WORK * width }, ({ from, count }, simd) => {
          const row = 4 * from * width;
          const at = [atX + row, atGain, atBias, atY + row, atStats + 8 * from];
          simd.layerNorm(...at, count, width, attrs.epsilon as number);
        });
        return [y, stats];
      },
    },
    {
      kernelName: 'FusedLayerNormGrad',
      kernel({ inputs, backend }) {
        const { dy, x, stats, gain } = inputs;
        const [rows, width] = x!.shape as [number, number];
        const dx = backend.makeOutput([rows, width], 'float32');
        const [atDy, atX, atStats, atGain, atDx] = [dy!, x!, stats!, gain!, dx].map((tensor) =>
          offsetOf(backend, tensor),
        ) as [number, number, number, number, number];
        inParts(pool, { length: rows, grain: 1, work: WORK * width }, ({ from, count }, simd) => {
          const row = 4 * from * width;
          simd.layerNormGradient(atDy + row, atX + row, atStats + 8 * from, atGain, atDx + row, count, width);
        });
        return dx;
      },
    },
  ];
}
