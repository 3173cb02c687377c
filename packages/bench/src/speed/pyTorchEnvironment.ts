/**
 * What PyTorch is started with, so that it is as fast as it can be. Whatever stands in the user's own environment stays.
 *
 * Debian's torch has two pools of threads, OpenMP's for its own operations and OpenBLAS's for products: they are as many as
 * there are cores, and the one that waits must not keep a core busy. glibc maps blocks above 32 MB anew each time and gives
 * them back: every step would fault in its pages again.
 */
const fastest = {
  OMP_WAIT_POLICY: 'PASSIVE',
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: String(2 ** 40),
};

/** Variables to set beside `own`. */
export function pyTorchEnvironment(
  threads: number,
  own: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const counts = Object.fromEntries(
    ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'].map((name) => [name, String(threads)]),
  );
  return Object.fromEntries(
    Object.entries({ ...counts, ...fastest }).filter(([name]) => own[name] === undefined),
  );
}

/** What of it makes it faster, as it is in force: `OMP_WAIT_POLICY=PASSIVE …`. */
export const pyTorchSettings = (own: NodeJS.ProcessEnv = process.env): string =>
  Object.entries(fastest)
    .map(([name, value]) => `${name}=${own[name] ?? value}`)
    .join(' ');
