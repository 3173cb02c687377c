import type { Blas } from './blas';
import { type Koffi, openCblas } from './cblas';
import { multipliesRight, sgemmSpeed } from './sgemmSpeed';

/** Where the usual systems keep a BLAS, best first. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    '/System/Library/Frameworks/Accelerate.framework/Accelerate',
    '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
    '/usr/local/opt/openblas/lib/libopenblas.dylib',
  ],
  win32: ['libopenblas.dll', 'openblas.dll', 'mkl_rt.2.dll', 'mkl_rt.dll'],
  linux: ['libopenblas.so.0', 'libopenblas.so', 'libmkl_rt.so.2', 'libmkl_rt.so', 'libblas.so.3'],
};

/**
 * The reference BLAS reaches 2–5, WebAssembly about 20: a library below this would slow things down.
 * Asked of libraries that do not say who they are. A known fast one is taken without measuring: on a busy machine a
 * measurement would now and then deny that it is there.
 */
const SLOWEST_GFLOPS = 10;
const knownFast = ({ name }: Blas) => /^(OpenBLAS|Accelerate|MKL)\b/.test(name);

export interface BlasSearch {
  /** `process.platform` */
  readonly platform: string;
  /** `DSRA_BLAS`: the path of a library, or `none`. A library chosen by hand may be slow. */
  readonly choice?: string | undefined;
  readonly threads?: number | undefined;
}

/** The first usable BLAS, or why there is none. */
export function findBlas(koffi: Koffi, { platform, choice, threads }: BlasSearch): Blas | string {
  if (choice === 'none') return 'switched off by DSRA_BLAS=none';
  if (choice) return tryLibrary(koffi, choice, threads, 0);
  for (const path of libraries[platform] ?? libraries.linux!) {
    const found = tryLibrary(koffi, path, threads, SLOWEST_GFLOPS);
    if (typeof found !== 'string') return found;
  }
  return 'no OpenBLAS, Accelerate or MKL found';
}

function tryLibrary(koffi: Koffi, path: string, threads: number | undefined, slowest: number): Blas | string {
  try {
    const blas = openCblas(koffi, path, threads);
    if (!multipliesRight(blas)) return `${path} multiplies wrongly through the 32-bit CBLAS interface`;
    if (slowest === 0 || knownFast(blas) || sgemmSpeed(blas, 256, 5) >= slowest) return blas;
    return `${path} is slower than WebAssembly`;
  } catch (error) {
    return `${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}
