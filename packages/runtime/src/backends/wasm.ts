import * as tf from '@tensorflow/tfjs';
import type { Blas } from '../blas/blas';
import { nativeProduct } from '../blas/nativeProduct';
import { availableThreads } from '../threads/availableThreads';
import { canShare, withSharedHeap } from '../threads/sharedHeap';
import { aliasKernels } from '../wasm/aliasKernels';
import { copyKernels } from '../wasm/copyKernels';
import { guardMemory } from '../wasm/guardMemory';
import { heapMultiply } from '../wasm/heapMultiply';
import { multiplyBy } from '../wasm/heapProducts';
import { type AddedKernel, type KernelReplacement, replaceKernels } from '../wasm/kernelReplacement';
import { matMulKernels } from '../wasm/matMulKernels';
import { reroutedMultiply } from '../wasm/reroutedMultiply';
import { sumKernels } from '../wasm/sumKernels';
import { wasmBackend, type WasmModule } from '../wasm/wasmBackend';
import { activate } from './activate';
import { type Candidate, isSkipped, type Skipped, type StartContext } from './candidate';
import { TFJS } from './optionalPackage';
import { registerBackend } from './registerBackend';
import { blasRemedy, systemBlas } from './systemBlas';
import { vectorCode, vectorCodeWithBlas } from './vectorCode';

const packageName = '@tensorflow/tfjs-backend-wasm';
const unavailable = (reason: string): Skipped => ({ reason, remedy: `npm install ${packageName}@${TFJS}` });

interface Kernels {
  readonly replacements: readonly KernelReplacement[];
  readonly added?: readonly AddedKernel[];
  readonly threads: number | undefined;
}

async function startWasm(
  context: StartContext,
  sharedHeap: boolean,
  kernelsOn?: (module: WasmModule) => Promise<Kernels>,
): Promise<Skipped | Pick<Kernels, 'threads'>> {
  const { load, startLimit } = context;
  const unregistered = await registerBackend('wasm', packageName, load);
  if (unregistered !== undefined) return unavailable(unregistered);
  // TensorFlow.js's own threads do not know our vector code, and their worker never answers in a minified bundle.
  if (kernelsOn) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const start = () => activate('wasm', startLimit);
  const failure = await (sharedHeap && canShare() ? withSharedHeap(start) : start());
  if (failure !== undefined) return unavailable(failure);
  const backend = wasmBackend()!;
  guardMemory(backend);
  const { replacements, added, threads } = (await kernelsOn?.(backend.wasm)) ?? stock;
  replaceKernels(replacements, added);
  return { threads };
}

const stock: Kernels = { replacements: [], threads: 1 };

async function blasKernels(blas: Blas, module: WasmModule): Promise<Kernels> {
  const vector = await vectorCodeWithBlas(module, blas);
  const products = vector?.products ?? { multiply: multiplyBy({ product: nativeProduct(blas, module) }) };
  const multiply = matMulKernels(heapMultiply(products));
  const replacements = [...multiply, ...sumKernels(blas, module), ...aliasKernels, ...copyKernels];
  return { replacements, added: vector?.kernels ?? [], threads: vector ? vector.threads : blas.threads };
}

/** Products by this package's vector code; where that does not run, by the backend's own kernel's fast path. */
async function wasmKernels(threads: number, module: WasmModule): Promise<Kernels> {
  const vector = await vectorCode(module, threads);
  const multiply = vector ? heapMultiply(vector.products) : reroutedMultiply;
  const replacements = [...matMulKernels(multiply), ...aliasKernels, ...copyKernels];
  return { replacements, added: vector?.kernels ?? [], threads: vector ? vector.threads : 1 };
}

/** WebAssembly with the matrix products of the system's BLAS. Node only. */
export const wasmWithBlas: Candidate = {
  name: 'wasm',
  label: 'wasm with native BLAS',
  async start(context) {
    const blas = await systemBlas(context);
    if (typeof blas === 'string') return { reason: blas, remedy: blasRemedy() };
    // Shared also for one thread: a later start may want more on the same heap.
    const result = await startWasm(context, true, (module) => blasKernels(blas, module));
    if (isSkipped(result)) return result;
    const { threads } = result;
    return { matrixProducts: `${blas.name} through koffi`, threads, reason: 'a native BLAS is there' };
  },
};

/** WebAssembly whose products all take the fast path of its own kernel. */
export const wasmRerouted: Candidate = {
  name: 'wasm',
  label: 'wasm with re-routed products',
  async start(context) {
    const { threads: most = availableThreads() } = context;
    const result = await startWasm(context, most > 1, (module) => wasmKernels(most, module));
    if (isSkipped(result)) return result;
    const { threads } = result;
    return { matrixProducts: 're-routed', threads, reason: 'WebAssembly runs everywhere' };
  },
};

/** TensorFlow.js as it comes, to compare with. */
export const wasmStock: Candidate = {
  name: 'wasm',
  label: 'wasm as it comes',
  async start(context) {
    const result = await startWasm(context, false);
    if (isSkipped(result)) return result;
    const itsOwn = tf.env().get('WASM_HAS_MULTITHREAD_SUPPORT') === true ? availableThreads() : 1;
    return { matrixProducts: 'stock', threads: itsOwn, reason: 'to compare with' };
  },
};
