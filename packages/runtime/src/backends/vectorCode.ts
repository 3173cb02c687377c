import type { Blas } from '../blas/blas';
import { sgemm } from '../blas/cblas';
import { heapStart, nativeProduct } from '../blas/nativeProduct';
import { fusedKernels } from '../fused/fusedKernels';
import { fusedTasks } from '../fused/fusedTasks';
import { type Simd, simdOn } from '../simd/simd';
import { oneThread, type ThreadPool, threadPool } from '../threads/threadPool';
import { forBlas, forVectorCode, type HeapProducts, pooledProducts } from '../wasm/heapProducts';
import type { AddedKernel } from '../wasm/kernelReplacement';
import type { WasmModule } from '../wasm/wasmBackend';
import { packageFile } from './packageFile';

/** Products and whole formulas on a heap. */
export interface VectorCode {
  readonly products: HeapProducts;
  readonly kernels: readonly AddedKernel[];
  /** undefined where a BLAS has threads of its own and does not tell. */
  readonly threads: number | undefined;
}

/** Vector code with so many threads; undefined where the machine has no vector instructions. */
export async function vectorCode(module: WasmModule, threads: number): Promise<VectorCode | undefined> {
  const simd = await simdOn(module);
  if (!simd) return undefined;
  const wanted = threadPool(module, simd, threads);
  const pool = (await wanted.complete) ? wanted : oneThread(simd);
  return { ...madeOf(simd, pool, pooledProducts(pool, forVectorCode)), threads: pool.threads };
}

/** The same with the products of a BLAS: with its own threads, or where it can be so, each of ours with the BLAS on one. */
export async function vectorCodeWithBlas(module: WasmModule, blas: Blas): Promise<VectorCode | undefined> {
  const found = await simdOn(module);
  if (!found) return undefined;
  const simd = { ...found, product: nativeProduct(blas, module) };
  const pool = (await poolWithBlas(module, simd, blas)) ?? oneThread(simd);
  const threads = pool.threads > 1 ? pool.threads : blas.threads;
  return { ...madeOf(simd, pool, pooledProducts(pool, forBlas)), threads };
}

function madeOf(simd: Simd, pool: ThreadPool, products: HeapProducts): Omit<VectorCode, 'threads'> {
  return { products, kernels: fusedKernels({ simd, products, pool, tasks: fusedTasks(pool) }) };
}

/**
 * As many threads as the library would take, each of which calls it for itself: they also share what is no product, and
 * small products, of which a library makes more work than they are.
 */
async function poolWithBlas(module: WasmModule, simd: Simd, blas: Blas): Promise<ThreadPool | undefined> {
  const { threads = 1, concurrent, library } = blas;
  const koffi = packageFile('koffi');
  if (threads === 1 || !concurrent || !koffi) return undefined;
  const heap = heapStart(blas, module)();
  const pool = threadPool(module, simd, threads, { koffi, library, sgemm, heap });
  if (pool.threads === 1 || !(await pool.complete)) return undefined;
  blas.useThreads(1);
  return pool;
}
