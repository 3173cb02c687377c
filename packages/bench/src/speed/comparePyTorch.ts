import { median } from '../statistics';
import { startPyTorch } from './pyTorchProcess';
import type { Workload } from './workload';

/** The library and PyTorch at the same work, in turn. */
export interface PyTorchComparison {
  readonly workload: string;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  /** Of the medians: how many times faster the library is. */
  readonly ratio: number;
  /** Largest resident memory of the PyTorch process. */
  readonly theirPeakMemoryBytes: number;
}

export interface PyTorchOptions {
  readonly python: string;
  readonly threads: number;
  readonly repeats: number;
  readonly onLine: (line: string) => void;
}

/** From so many classes on PyTorch recomputes activations: with 100 it takes 6 GB, and memory grows with them. */
const RECOMPUTE_FROM = 500;

/** Each workload by the library and by PyTorch in turn, `repeats` times, on whatever backend runs now. */
export async function comparePyTorch(
  workloads: readonly Workload[],
  { python, threads, repeats, onLine }: PyTorchOptions,
): Promise<PyTorchComparison[]> {
  const results: PyTorchComparison[] = [];
  for (const workload of workloads) {
    const { name, pyTorch, pictures } = workload;
    const recompute = pyTorch.classes >= RECOMPUTE_FROM;
    const process = await startPyTorch(python, { ...pyTorch, batch: pictures, recompute }, threads);
    const [ours, theirs] = [[] as number[], [] as number[]];
    let peak = 0;
    try {
      await workload.run();
      for (let round = 0; round < repeats; round++) {
        ours.push(await workload.run());
        const { milliseconds, peakMemoryBytes } = await process.step();
        theirs.push(milliseconds);
        peak = Math.max(peak, peakMemoryBytes);
        onLine(
          `round ${round + 1}: ${name} ${Math.round(ours.at(-1)!)} ms, PyTorch ${Math.round(milliseconds)} ms`,
        );
      }
    } finally {
      process.stop();
    }
    results.push({
      workload: recompute ? `${name} (PyTorch with activation checkpointing)` : name,
      ours,
      theirs,
      ratio: median(theirs) / median(ours),
      theirPeakMemoryBytes: peak,
    });
  }
  return results;
}
