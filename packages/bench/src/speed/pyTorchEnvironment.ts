/**
 * What PyTorch is started with, so that it is as fast as it can be. Whatever stands in the user's own environment stays.
 *
 * Debian's torch has two pools of threads, OpenMP's for its own operations and OpenBLAS's for products, each with as many as
 * there are cores: the one that waits must not keep a core busy. It doubles its speed; without it a user has what
 * `pytorch-default` measures. Keeping memory (`MALLOC_MMAP_MAX_=0`) gained nothing on top.
 */
const fastest = { OMP_WAIT_POLICY: 'PASSIVE' };

/** Variables to set beside `own`: the counts of threads, and unless it is to run as it is installed, what makes it fastest. */
export function pyTorchEnvironment(
  { threads, asInstalled = false }: { threads: number; asInstalled?: boolean },
  own: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const counts = Object.fromEntries(
    ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'].map((name) => [name, String(threads)]),
  );
  return Object.fromEntries(
    Object.entries({ ...counts, ...(!asInstalled && fastest) }).filter(([name]) => own[name] === undefined),
  );
}

/** What of it makes it faster, as it is in force: `OMP_WAIT_POLICY=PASSIVE …`. */
export const pyTorchSettings = (own: NodeJS.ProcessEnv = process.env): string =>
  Object.entries(fastest)
    .map(([name, value]) => `${name}=${own[name] ?? value}`)
    .join(' ');
