import * as tf from '@tensorflow/tfjs';
import type { Blas } from '../blas/blas';
import { aliasKernels } from '../wasm/aliasKernels';
import { copyKernels } from '../wasm/copyKernels';
import { fusedKernels } from '../fused/fusedKernels';
import { type Simd, simdOn } from '../simd/simd';
import { availableThreads } from '../threads/availableThreads';
import { canShare, withSharedHeap } from '../threads/sharedHeap';
import { type ThreadPool, threadPool } from '../threads/threadPool';
import { tasksInTurn, tasksOnThreads } from '../fused/fusedTasks';
import { guardMemory } from '../wasm/guardMemory';
import { heapMultiply } from '../wasm/heapMultiply';
import { blasProducts, pooledProducts } from '../wasm/heapProducts';
import { type AddedKernel, type KernelReplacement, replaceKernels } from '../wasm/kernelReplacement';
import { matMulKernels } from '../wasm/matMulKernels';
import { reroutedMultiply } from '../wasm/reroutedMultiply';
import { sumKernels } from '../wasm/sumKernels';
import { wasmBackend } from '../wasm/wasmBackend';
import { activate } from './activate';
import { type Candidate, isSkipped, type Skipped, type StartContext } from './candidate';
import { TFJS } from './optionalPackage';
import { registerBackend } from './registerBackend';
import { blasRemedy, systemBlas } from './systemBlas';

const packageName = '@tensorflow/tfjs-backend-wasm';
const unavailable = (reason: string): Skipped => ({ reason, remedy: `npm install ${packageName}@${TFJS}` });

interface Kernels {
  readonly replacements: readonly KernelReplacement[];
  readonly added?: readonly AddedKernel[];
}

async function startWasm(
  context: StartContext,
  kernelsFor?: (simd: Simd | undefined, pool: ThreadPool | undefined) => Kernels,
): Promise<Skipped | { readonly threads: number }> {
  const { load, startLimit, threads = availableThreads() } = context;
  const unregistered = await registerBackend('wasm', packageName, load);
  if (unregistered !== undefined) return unavailable(unregistered);
  const start = () => activate('wasm', startLimit);
  const failure = await (kernelsFor ? withOwnThreads(start, threads) : start());
  if (failure !== undefined) return unavailable(failure);
  const backend = wasmBackend()!;
  guardMemory(backend);
  if (!kernelsFor) {
    replaceKernels([]);
    return { threads: 1 };
  }
  const simd = await simdOn(backend.wasm);
  const pool = simd && threadPool(backend.wasm, simd, threads);
  const { replacements, added } = kernelsFor(simd, pool);
  replaceKernels(replacements, added);
  return { threads: pool?.threads ?? 1 };
}

function blasKernels(blas: Blas, simd: Simd | undefined, pool: ThreadPool | undefined): Kernels {
  const products = blasProducts(blas);
  const multiply = matMulKernels(heapMultiply(products, simd));
  const replacements = [...multiply, ...sumKernels(blas), ...aliasKernels, ...copyKernels];
  if (!simd || !pool) return { replacements };
  return { replacements, added: fusedKernels({ simd, products, pool, tasks: tasksInTurn(products, simd) }) };
}

/** TensorFlow.js's own threads do not know our vector code, and their worker never answers in a minified bundle. */
function withOwnThreads<T>(start: () => Promise<T>, threads: number): Promise<T> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return threads > 1 && canShare() ? withSharedHeap(start) : start();
}

/** Products by this package's vector code; where that does not run, by the backend's own kernel's fast path. */
function wasmKernels(simd: Simd | undefined, pool: ThreadPool | undefined): Kernels {
  const others = [...aliasKernels, ...copyKernels];
  if (!simd || !pool) return { replacements: [...matMulKernels(reroutedMultiply), ...others] };
  const products = pooledProducts(pool);
  const replacements = [...matMulKernels(heapMultiply(products, simd)), ...others];
  return { replacements, added: fusedKernels({ simd, products, pool, tasks: tasksOnThreads(pool) }) };
}

/** WebAssembly with the matrix products of the system's BLAS. Node only. */
export const wasmWithBlas: Candidate = {
  name: 'wasm',
  label: 'wasm with native BLAS',
  async start(context) {
    const blas = await systemBlas(context);
    if (typeof blas === 'string') return { reason: blas, remedy: blasRemedy() };
    // Threads for the vector code gain nothing beside those of a BLAS (docs/performance.md).
    const alone = { ...context, threads: 1 };
    const result = await startWasm(alone, (simd, pool) => blasKernels(blas, simd, pool));
    if (isSkipped(result)) return result;
    return {
      matrixProducts: `${blas.name} through koffi`,
      threads: blas.threads,
      reason: 'a native BLAS is there',
    };
  },
};

/** WebAssembly whose products all take the fast path of its own kernel. */
export const wasmRerouted: Candidate = {
  name: 'wasm',
  label: 'wasm with re-routed products',
  async start(context) {
    const result = await startWasm(context, wasmKernels);
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
    const result = await startWasm(context);
    if (isSkipped(result)) return result;
    const itsOwn = tf.env().get('WASM_HAS_MULTITHREAD_SUPPORT') === true ? availableThreads() : 1;
    return { matrixProducts: 'stock', threads: itsOwn, reason: 'to compare with' };
  },
};
