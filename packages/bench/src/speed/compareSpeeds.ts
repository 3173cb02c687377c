import { availableParallelism, cpus } from 'node:os';
import type { Clip } from '@dsra/clip';
import { isDsraError } from '@dsra/core';
import { measureSgemmPeak, type SgemmPeak, useBackend, wasmHeapBytes } from '@dsra/runtime';
import { median } from '../statistics';
import type { SpeedResult, Timing } from './speedResult';
import { type SpeedMode, speedModes } from './speedModes';
import type { Workload } from './workload';

export interface ComparisonOptions {
  /** How often each mode runs each workload; 0 leaves a mode out. */
  readonly repeats: Readonly<Record<SpeedMode, number>>;
  readonly onLine: (line: string) => void;
}

/** Runs all workloads in all modes in turn, round by round, so that a busy machine is unfair to none. */
export async function compareSpeeds(
  clip: Clip,
  workloads: readonly Workload[],
  { repeats, onLine }: ComparisonOptions,
): Promise<SpeedResult> {
  const { modes, skipped } = await availableModes(repeats);
  const heapBytes: Partial<Record<SpeedMode, number>> = {};
  const times = new Map<string, number[]>();
  let peak = await measureSgemmPeak();
  for (let round = 0; round < Math.max(...modes.map((mode) => repeats[mode])); round++) {
    for (const mode of modes.filter((it) => round < repeats[it])) {
      await useBackend(mode);
      for (const workload of workloads) {
        // What is new in memory is slow: stock runs are too long to notice and to repeat.
        if (round === 0 && mode !== 'wasm-stock') await workload.run();
        const milliseconds = await workload.run();
        const key = keyOf(workload, mode);
        times.set(key, [...(times.get(key) ?? []), milliseconds]);
        onLine(`round ${round + 1}, ${mode}: ${workload.name} ${Math.round(milliseconds)} ms`);
      }
      heapBytes[mode] ??= wasmHeapBytes() ?? 0;
    }
    peak = faster(peak, await measureSgemmPeak());
  }
  const timings = workloads.flatMap((workload) =>
    modes.map((mode) => timingOf(workload, mode, times.get(keyOf(workload, mode))!, peak)),
  );
  return {
    ...{ model: clip.name, processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() },
    ...{ sgemmPeak: peak, timings, skipped, heapBytes },
    peakMemoryBytes: 1024 * process.resourceUsage().maxRSS,
  };
}

const keyOf = ({ name }: Workload, mode: SpeedMode) => `${name}|${mode}`;

async function availableModes(repeats: ComparisonOptions['repeats']) {
  const modes: SpeedMode[] = [];
  const skipped: Partial<Record<SpeedMode, string>> = {};
  for (const mode of speedModes.filter((it) => repeats[it] > 0)) {
    try {
      await useBackend(mode);
      modes.push(mode);
    } catch (error) {
      if (!isDsraError(error)) throw error;
      skipped[mode] = error.message;
    }
  }
  return { modes, skipped };
}

function faster(a: SgemmPeak | undefined, b: SgemmPeak | undefined): SgemmPeak | undefined {
  return (b?.gflops ?? 0) > (a?.gflops ?? 0) ? b : a;
}

function timingOf(
  { name, operations, pictures }: Workload,
  mode: SpeedMode,
  milliseconds: readonly number[],
  peak: SgemmPeak | undefined,
): Timing {
  const typical = median(milliseconds);
  const gflops = operations === undefined ? undefined : operations / typical / 1e6;
  const shareOfPeak = peak && gflops !== undefined ? gflops / peak.gflops : undefined;
  const picturesPerSecond = (1000 * pictures) / typical;
  return { workload: name, mode, milliseconds, median: typical, picturesPerSecond, gflops, shareOfPeak };
}
