import { expect, test } from '@jest/globals';
import { importPackage, tryPackage } from '../backends/optionalPackage';
import type { Blas } from './blas';
import { type Koffi, openCblas } from './cblas';
import { findBlas } from './findBlas';

/** A library that has so many threads until it is told otherwise. */
function threadedLibrary(own: number): Koffi {
  let count = own;
  const functions: Record<string, (...values: unknown[]) => unknown> = {
    cblas_sgemm: () => undefined,
    cblas_sgemv: () => undefined,
    openblas_get_config: () => 'OpenBLAS 9.9.9 IMAGINED',
    openblas_get_num_threads: () => count,
    openblas_set_num_threads: (threads) => (count = threads as number),
  };
  const func = (name: string) => {
    const found = functions[name];
    if (!found) throw new Error(`no ${name}`);
    return found;
  };
  return { address: () => 0n, load: () => ({ func }) };
}

const counts = (open: (threads?: number) => Blas): (number | undefined)[] =>
  [undefined, 1, undefined, 3, 2, undefined].map((threads) => open(threads).threads);

test('the library decides again after a count was asked for, by whatever path it is opened', () => {
  const library = threadedLibrary(4);
  const paths = ['libopenblas.so.0', '/usr/lib/libopenblas.so'];
  let opened = 0;
  const open = (threads?: number) => openCblas(library, paths[opened++ % 2]!, threads);
  expect(counts(open)).toEqual([4, 1, 4, 3, 2, 4]);
});

test("so does the system's own, where there is one", async () => {
  const koffi = await tryPackage(importPackage, 'koffi');
  if ('failure' in koffi) return;
  const { platform } = process;
  const search = (threads?: number) => findBlas(koffi.module as Koffi, { platform, threads });
  const first = search();
  if (typeof first === 'string' || first.threads === undefined) return;
  const own = first.threads;
  expect([search(1), search()]).toMatchObject([{ threads: 1 }, { threads: own }]);
});
