import type { Kernel, KernelReplacement } from './kernelReplacement';
import { alias } from './wasmBackend';

/** Stock `Identity` copies the data: every `clone`, and every cast to the type a tensor already has. */
const identity =
  (stock: Kernel): Kernel =>
  (call) => {
    const x = call.inputs.x!;
    return x.dtype === 'string' ? stock(call) : alias(call.backend, x, x.shape);
  };

const cast =
  (stock: Kernel): Kernel =>
  (call) => {
    const x = call.inputs.x!;
    return x.dtype === call.attrs.dtype && x.dtype !== 'string'
      ? alias(call.backend, x, x.shape)
      : stock(call);
  };

/** Copies that are not needed become further readers of the same memory, as `Reshape` does. */
export const aliasKernels: readonly KernelReplacement[] = [
  { kernelName: 'Identity', make: identity },
  { kernelName: 'Cast', make: cast },
];
