import type { Blas } from '../blas/blas';
import type { Koffi } from '../blas/cblas';
import { findBlas } from '../blas/findBlas';
import type { StartContext } from './candidate';
import { tryPackage } from './optionalPackage';

/** The BLAS of this machine (see `DSRA_BLAS`), or why there is none. */
export async function systemBlas({ inNode, load, threads }: StartContext): Promise<Blas | string> {
  if (!inNode) return 'a browser has no native BLAS';
  const koffi = await tryPackage(load, 'koffi');
  if ('failure' in koffi) return koffi.failure;
  const { platform, env } = process;
  return findBlas(koffi.module as Koffi, { platform, choice: env.DSRA_BLAS, threads });
}

/** What to install where there is none. */
export const blasRemedy = (): string =>
  typeof process !== 'undefined' && process.platform === 'win32'
    ? 'npm install koffi and put libopenblas.dll on the PATH (github.com/OpenMathLib/OpenBLAS/releases)'
    : 'npm install koffi and apt-get install libopenblas0-pthread (or your system’s OpenBLAS)';
