import { eachColumn, rowwise } from './rowwise';
import { float, type WebgpuKernel } from './webgpuBackend';

/** Mean and reciprocal deviation of the row. */
const moments = `
  var sum = 0.0;
  ${eachColumn('sum += x[i];')}
  let mean = total(tid, sum) / f32(columns);
  var squares = 0.0;
  ${eachColumn('let d = x[i] - mean; squares += d * d;')}
  let reciprocal = inverseSqrt(total(tid, squares) / f32(columns) + uniforms.epsilon);`;

/**
 * As on wasm, but for `stats`: a shader has one result, and reading a row twice costs less than another start. So the
 * gradient computes them anew, and all that is kept is the epsilon.
 */
export const layerNormKernels: readonly WebgpuKernel[] = [
  {
    kernelName: 'FusedLayerNorm',
    kernel({ inputs: { x, gain, bias }, attrs, backend }) {
      const size = { shape: x!.shape, columns: x!.shape[1]! };
      const code = `${moments} ${eachColumn('result[i] = (x[i] - mean) * reciprocal * gain[column] + bias[column];')}`;
      const epsilon = attrs.epsilon as number;
      const tensors = { x: x!, gain: gain!, bias: bias! };
      const y = rowwise(backend, 'layerNorm', tensors, size, code, { epsilon: float(epsilon) });
      return [y, backend.makeTensorInfo([1], 'float32', Float32Array.of(epsilon))];
    },
  },
  {
    kernelName: 'FusedLayerNormGrad',
    kernel({ inputs: { dy, x, stats, gain }, backend }) {
      const size = { shape: x!.shape, columns: x!.shape[1]! };
      const code = `
        ${moments.replace('uniforms.epsilon', 'stats[0]')}
        var own = 0.0;
        var along = 0.0;
        ${eachColumn('let d = dy[i] * gain[column]; own += d; along += d * (x[i] - mean);')}
        let shift = total(tid, own) / f32(columns);
        let slope = total(tid, along) * reciprocal * reciprocal / f32(columns);
        ${eachColumn('result[i] = (dy[i] * gain[column] - shift - (x[i] - mean) * slope) * reciprocal;')}`;
      return rowwise(backend, 'layerNormGrad', { dy: dy!, x: x!, stats: stats!, gain: gain! }, size, code);
    },
  },
];
