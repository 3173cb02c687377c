import { loadClip } from '@dsra/clip/node';
import { useBackend, wasmHeapBytes } from '@dsra/runtime';
import { startClassifying } from './classifying';
import { startEncoding } from './encoding';
import { peakMemory } from './peakMemory';
import { type KernelProfile, profileKernels } from './profileKernels';
import type { SpeedMode } from './speedModes';
import { startStepping } from './stepping';
import type { Work } from './work';

/** A work to be done by this library, on one of the backends. */
export interface OurWork {
  readonly work: Work;
  readonly mode: SpeedMode;
  /** A checkpoint's folder. */
  readonly model: string;
  /** Where `teach` has put what the methods learned. */
  readonly adapters: string;
}

/** What one run took. */
export interface Lap {
  readonly milliseconds: number;
  /** Largest resident memory of the process so far. */
  readonly peakMemoryBytes: number;
  /** The WASM heap, part of it; it never shrinks. */
  readonly heapBytes?: number;
}

/** A warm work. */
export interface OurRunning {
  readonly operations: number | undefined;
  run(): Promise<Lap>;
  profile(): Promise<KernelProfile>;
  stop(): Promise<void>;
}

/** Loads the model, prepares the work and runs it once. */
export async function startWork({ work, mode, model, adapters }: OurWork): Promise<OurRunning> {
  await useBackend(mode);
  const clip = await loadClip(model);
  const running =
    work.kind === 'step'
      ? await startStepping(clip, work)
      : work.kind === 'encode'
        ? await startEncoding(clip, work, adapters)
        : await startClassifying(clip, work, adapters);
  return {
    operations: running.operations,
    run: async () => {
      // Others may have chosen another backend since, where works share a process.
      await useBackend(mode);
      const milliseconds = await running.run();
      return { milliseconds, peakMemoryBytes: peakMemory(), heapBytes: wasmHeapBytes() ?? 0 };
    },
    profile: async () => {
      await useBackend(mode);
      return profileKernels(() => running.run());
    },
    stop: () => running.stop(),
  };
}
