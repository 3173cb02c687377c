import * as tf from '@tensorflow/tfjs';
import type { Blas } from '../blas/blas';
import { aliasKernels } from '../wasm/aliasKernels';
import { copyKernels } from '../wasm/copyKernels';
import { fusedKernels } from '../fused/fusedKernels';
import { type Simd, simdOn } from '../simd/simd';
import { guardMemory } from '../wasm/guardMemory';
import { heapMultiply } from '../wasm/heapMultiply';
import { blasProducts, type HeapProducts, simdProducts } from '../wasm/heapProducts';
import { type AddedKernel, type KernelReplacement, replaceKernels } from '../wasm/kernelReplacement';
import { matMulKernels } from '../wasm/matMulKernels';
import { reroutedMultiply } from '../wasm/reroutedMultiply';
import { sumKernels } from '../wasm/sumKernels';
import { wasmBackend } from '../wasm/wasmBackend';
import { activate } from './activate';
import type { Candidate, Skipped, StartContext, Started } from './candidate';
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
  kernelsFor: (simd: Simd | undefined) => Kernels,
): Promise<Skipped | undefined> {
  const { inNode, load, startLimit, wasmThreads } = context;
  // The thread worker of a minified bundle never answers: toolchains minify, so threads are asked for by hand.
  if (!inNode && !wasmThreads) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const failure = (await registerBackend('wasm', packageName, load)) ?? (await activate('wasm', startLimit));
  if (failure !== undefined) return unavailable(failure);
  const backend = wasmBackend()!;
  guardMemory(backend);
  const { replacements, added } = kernelsFor(await simdOn(backend.wasm));
  replaceKernels(replacements, added);
  return undefined;
}

const wasmThreadCount = () =>
  tf.env().get('WASM_HAS_MULTITHREAD_SUPPORT') === true ? navigator.hardwareConcurrency : 1;

const fusedOn = (simd: Simd | undefined, products: HeapProducts) =>
  simd ? fusedKernels({ simd, products }) : [];

function blasKernels(blas: Blas, simd: Simd | undefined): Kernels {
  const products = blasProducts(blas);
  const multiply = matMulKernels(heapMultiply(products, simd));
  const replacements = [...multiply, ...sumKernels(blas), ...aliasKernels, ...copyKernels];
  return { replacements, added: fusedOn(simd, products) };
}

/** Products by this package's vector code; where that does not run, by the backend's own kernel's fast path. */
function wasmKernels(simd: Simd | undefined): Kernels {
  const products = simd && simdProducts(simd);
  const multiply = matMulKernels(products ? heapMultiply(products, simd) : reroutedMultiply);
  const replacements = [...multiply, ...aliasKernels, ...copyKernels];
  return { replacements, added: products ? fusedOn(simd, products) : [] };
}

/** WebAssembly with the matrix products of the system's BLAS. Node only. */
export const wasmWithBlas: Candidate = {
  name: 'wasm',
  label: 'wasm with native BLAS',
  async start(context) {
    const blas = await systemBlas(context);
    if (typeof blas === 'string') return { reason: blas, remedy: blasRemedy() };
    const skipped = await startWasm(context, (simd) => blasKernels(blas, simd));
    const started: Started = {
      matrixProducts: `${blas.name} through koffi`,
      threads: blas.threads,
      reason: 'a native BLAS is there',
    };
    return skipped ?? started;
  },
};

/** WebAssembly whose products all take the fast path of its own kernel. */
export const wasmRerouted: Candidate = {
  name: 'wasm',
  label: 'wasm with re-routed products',
  async start(context) {
    const skipped = await startWasm(context, wasmKernels);
    return (
      skipped ?? {
        matrixProducts: 're-routed',
        threads: wasmThreadCount(),
        reason: 'WebAssembly runs everywhere',
      }
    );
  },
};

/** TensorFlow.js as it comes, to compare with. */
export const wasmStock: Candidate = {
  name: 'wasm',
  label: 'wasm as it comes',
  async start(context) {
    const skipped = await startWasm(context, () => ({ replacements: [] }));
    return skipped ?? { matrixProducts: 'stock', threads: wasmThreadCount(), reason: 'to compare with' };
  },
};
