import * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from './wasmBackend';

/** A call of a kernel, as the wasm backend receives it. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, tf.TensorInfo | undefined>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: WasmBackend;
}

export type Kernel = (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[];

/** A kernel that TensorFlow.js does not have. */
export interface AddedKernel {
  readonly kernelName: string;
  readonly kernel: Kernel;
}

/** A better kernel of the wasm backend; `stock` is the one it replaces, for the calls it does not want. */
export interface KernelReplacement {
  readonly kernelName: string;
  readonly make: (stock: Kernel) => Kernel;
}

/** Where a replaced kernel keeps the stock one: on itself, so that two copies of this package agree. */
const STOCK = Symbol.for('dsra.runtime.stockKernel');
/** On a kernel that TensorFlow.js does not have. */
const ADDED = Symbol.for('dsra.runtime.addedKernel');
type Marked = tf.KernelConfig & { [STOCK]?: tf.KernelConfig; [ADDED]?: true };

function stockOf(kernelName: string): tf.KernelConfig | undefined {
  const registered = tf.getKernel(kernelName, 'wasm') as Marked | undefined;
  return registered?.[STOCK] ?? registered;
}

const isRegistered = (kernelName: string): boolean =>
  (tf.getKernel(kernelName, 'wasm') as tf.KernelConfig | undefined) !== undefined;

function register(config: Marked): void {
  if (isRegistered(config.kernelName)) tf.unregisterKernel(config.kernelName, 'wasm');
  tf.registerKernel(config);
}

function replace({ kernelName, make }: KernelReplacement): void {
  const stock = stockOf(kernelName);
  if (!stock) return;
  const kernelFunc = make(stock.kernelFunc as unknown as Kernel) as unknown as tf.KernelFunc;
  register({ ...stock, kernelFunc, [STOCK]: stock });
}

/** Puts back every stock kernel of the wasm backend, and takes away what was added. */
export function restoreStockKernels(): void {
  for (const { kernelName } of tf.getKernelsForBackend('wasm')) {
    if ((tf.getKernel(kernelName, 'wasm') as Marked)[ADDED]) tf.unregisterKernel(kernelName, 'wasm');
    else register(stockOf(kernelName)!);
  }
}

/** Exactly these kernels are replaced and added afterwards, whatever was before. */
export function replaceKernels(
  replacements: readonly KernelReplacement[],
  added: readonly AddedKernel[] = [],
): void {
  restoreStockKernels();
  replacements.forEach(replace);
  for (const { kernelName, kernel } of added) {
    const kernelFunc = kernel as unknown as tf.KernelFunc;
    register({ kernelName, backendName: 'wasm', kernelFunc, [ADDED]: true });
  }
}
