import { elementwise } from './elementwise';
import type { WebgpuKernel } from './webgpuBackend';

const gate = 'let gate = 1.0 / (1.0 + exp(-1.702 * x[index]));';

export const quickGeluKernels: readonly WebgpuKernel[] = [
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
