import { elementwise } from './elementwise';
import type { WebgpuKernel } from './webgpuBackend';

const gate = 'let gate = 1.0 / (1.0 + exp(-1.702 * x[index]));';

/** Φ(x) from e^(−x²/2), as `assembly/gelu.ts` computes it. */
const cdf = `
  let bell = exp(-0.5 * x[index] * x[index]);
  let t = 1.0 / (1.0 + 0.23164190 * abs(x[index]));
  let p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  let tail = 0.5 * p * bell;
  let cdf = select(1.0 - tail, tail, x[index] < 0.0);`;

export const geluKernels: readonly WebgpuKernel[] = [
  {
    kernelName: 'FusedGelu',
    kernel: ({ inputs: { x }, backend }) =>
      elementwise(backend, 'gelu', { x: x! }, `${cdf} let value = x[index] * cdf;`),
  },
  {
    kernelName: 'FusedGeluGrad',
    kernel: ({ inputs: { dy, x }, backend }) =>
      elementwise(
        backend,
        'geluGrad',
        { dy: dy!, x: x! },
        `${cdf} let value = dy[index] * (cdf + x[index] * bell * 0.3989422804);`,
      ),
  },
  {
    kernelName: 'FusedQuickGelu',
    kernel: ({ inputs: { x }, backend }) =>
      elementwise(backend, 'quickGelu', { x: x! }, `${gate} let value = x[index] * gate;`),
  },
  {
    kernelName: 'FusedQuickGeluGrad',
    kernel: ({ inputs: { dy, x }, backend }) =>
      elementwise(
        backend,
        'quickGeluGrad',
        { dy: dy!, x: x! },
        `${gate} let value = dy[index] * gate * (1.0 + 1.702 * x[index] * (1.0 - gate));`,
      ),
  },
];
