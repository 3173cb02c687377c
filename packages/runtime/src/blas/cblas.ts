import type { Blas } from './blas';

/** As much of koffi as this package uses. */
export interface Koffi {
  load(path: string): KoffiLibrary;
  address(value: ArrayBufferView): bigint;
}

interface KoffiLibrary {
  func(name: string, result: string, parameters: readonly string[]): (...values: unknown[]) => unknown;
}

const matrix = ['uintptr_t', 'int'];
/** `cblas_sgemm`'s numbers and parameters; addresses are plain numbers. */
export const sgemm = {
  ROW_MAJOR: 101,
  PLAIN: 111,
  TRANSPOSED: 112,
  parameters: ['int', 'int', 'int', 'int', 'int', 'int', 'float', ...matrix, ...matrix, 'float', ...matrix],
};
const flag = (transpose?: boolean) => (transpose ? sgemm.TRANSPOSED : sgemm.PLAIN);
const sgemv = ['int', 'int', 'int', 'int', 'float', ...matrix, ...matrix, 'float', ...matrix];

/** A function of the library if it has it. */
function optional(library: KoffiLibrary, name: string, result: string, parameters: readonly string[] = []) {
  try {
    return library.func(name, result, parameters);
  } catch {
    return undefined;
  }
}

/** `OpenBLAS 0.3.21` out of `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …`, or a name guessed from the path. */
function nameOf(library: KoffiLibrary, path: string): string {
  const config = optional(library, 'openblas_get_config', 'str')?.();
  if (typeof config === 'string') return config.split(' ').slice(0, 2).join(' ');
  if (path.includes('Accelerate')) return 'Accelerate';
  return path.includes('mkl') ? 'MKL' : path;
}

function getThreads(library: KoffiLibrary): number | undefined {
  const get =
    optional(library, 'openblas_get_num_threads', 'int') ?? optional(library, 'MKL_Get_Max_Threads', 'int');
  return get?.() as number | undefined;
}

function setThreads(library: KoffiLibrary, threads: number | undefined): void {
  if (threads === undefined) return;
  const set =
    optional(library, 'openblas_set_num_threads', 'void', ['int']) ??
    optional(library, 'MKL_Set_Num_Threads', 'void', ['int']);
  set?.(threads);
}

const OWN = Symbol.for('dsra.runtime.blasThreads');

/** How many threads each library took by itself, before any copy of this package told it anything. */
function ownThreadsOf(library: KoffiLibrary, name: string): number | undefined {
  const known = ((globalThis as { [OWN]?: Map<string, number | undefined> })[OWN] ??= new Map<
    string,
    number | undefined
  >());
  if (!known.has(name)) known.set(name, getThreads(library));
  return known.get(name);
}

/**
 * An OpenBLAS that was built without threads has no locks either; one that was built with OpenMP takes all cores again in
 * every thread that is new to it. Of other libraries it is not known here.
 */
function isConcurrent(library: KoffiLibrary): boolean {
  const POSIX = 1;
  return optional(library, 'openblas_get_parallel', 'int')?.() === POSIX;
}

/**
 * Opens a library with the CBLAS interface. Throws when it cannot be loaded or lacks the functions.
 * Without `threads` the library decides, also after others were asked for: OpenBLAS takes `OPENBLAS_NUM_THREADS`, else all cores.
 */
export function openCblas(koffi: Koffi, path: string, threads?: number): Blas {
  const library = koffi.load(path);
  const gemm = library.func('cblas_sgemm', 'void', sgemm.parameters);
  const gemv = library.func('cblas_sgemv', 'void', sgemv);
  const name = nameOf(library, path);
  const before = getThreads(library);
  const own = ownThreadsOf(library, name);
  // The count stays with the library, whoever opens it next: so its own has to be set again.
  setThreads(library, threads ?? own);
  return {
    name,
    library: path,
    threads: getThreads(library),
    concurrent: isConcurrent(library),
    useThreads: (count) => {
      setThreads(library, count);
    },
    restoreThreads: () => {
      setThreads(library, before);
    },
    addressOf: (array) => Number(koffi.address(array)),
    multiply({ rows, columns, inner }, a, b, out, keep) {
      const flags = [sgemm.ROW_MAJOR, flag(a.transpose), flag(b.transpose)];
      const operands = [1, a.address, a.stride, b.address, b.stride, keep, out.address, out.stride];
      gemm(...flags, rows, columns, inner, ...operands);
    },
    multiplyVector({ rows, columns }, a, scale, x, out) {
      gemv(sgemm.ROW_MAJOR, flag(a.transpose), rows, columns, scale, a.address, a.stride, x, 1, 0, out, 1);
    },
  };
}
