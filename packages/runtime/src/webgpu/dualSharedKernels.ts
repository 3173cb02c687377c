import type * as tf from '@tensorflow/tfjs';
import { matrix, multiply, type ProductSize, transposed } from './products';
import { rowwise } from './rowwise';
import { integer, type WebgpuBackend, type WebgpuKernel } from './webgpuBackend';

const once = (rows: number, columns: number, inner: number): ProductSize => ({
  ...{ rows, columns, inner, loops: [1, 1, 1] },
});

/** As on wasm: y = x + x·m·diag(r)·mᵀ, and x·m. */
export const dualSharedKernels: readonly WebgpuKernel[] = [
  {
    kernelName: 'FusedDualShared',
    kernel({ inputs, backend }) {
      const { x, m, r } = inputs as Record<'x' | 'm' | 'r', tf.TensorInfo>;
      const [rows, width] = x.shape as [number, number];
      const rank = r.shape[0]!;
      const down = backend.makeTensorInfo([rows, rank], 'float32');
      multiply(backend, once(rows, rank, width), matrix(x), matrix(m), matrix(down));
      const y = backend.makeTensorInfo(x.shape, 'float32');
      const options = { factors: { tensor: r, of: 'inner' }, plus: x } as const;
      multiply(backend, once(rows, width, rank), matrix(down), transposed(matrix(m)), matrix(y), options);
      return [y, down];
    },
  },
  {
    kernelName: 'FusedDualSharedGrad',
    kernel({ inputs, backend }) {
      const { dy, x, m, r, down } = inputs as Record<'dy' | 'x' | 'm' | 'r' | 'down', tf.TensorInfo>;
      const [rows, width] = x.shape as [number, number];
      const rank = r.shape[0]!;
      const dUp = backend.makeTensorInfo([rows, rank], 'float32');
      multiply(backend, once(rows, rank, width), matrix(dy), matrix(m), matrix(dUp));
      const dr = columnProducts(backend, down, dUp);
      const dx = backend.makeTensorInfo(x.shape, 'float32');
      const along = { factors: { tensor: r, of: 'inner' }, plus: dy } as const;
      multiply(backend, once(rows, width, rank), matrix(dUp), transposed(matrix(m)), matrix(dx), along);
      // dyᵀ·(x·m·r) is the part of m behind, xᵀ·(dy·m·r) that of m in front.
      const dm = backend.makeTensorInfo(m.shape, 'float32');
      const factors = { tensor: r, of: 'columns' } as const;
      const ofM = once(width, rank, rows);
      multiply(backend, ofM, transposed(matrix(dy)), matrix(down), matrix(dm), { factors });
      multiply(backend, ofM, transposed(matrix(x)), matrix(dUp), matrix(dm), { factors, add: true });
      backend.disposeData(dUp.dataId);
      return [dx, dm, dr];
    },
  },
];

/** Of two matrices `[rows, rank]`: the sum over the rows of their products, `[rank]`. */
function columnProducts(backend: WebgpuBackend, p: tf.TensorInfo, q: tf.TensorInfo): tf.TensorInfo {
  const [rows, rank] = p.shape as [number, number];
  const code = `
    var own = 0.0;
    for (var i = tid; i < uniforms.count; i += 64) { own += p[i * uniforms.rows + row] * q[i * uniforms.rows + row]; }
    let sum = total(tid, own);
    if (tid == 0) { result[start] = sum; }`;
  // A workgroup for each number of the result.
  const size = { shape: [rank], columns: 1 };
  return rowwise(backend, 'columnProducts', { p, q }, size, code, { count: integer(rows) });
}
