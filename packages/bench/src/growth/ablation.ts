import type { Clip } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import { startStepping } from '../speed/stepping';

/** The fused kernels by what they compute; each has a gradient. */
export const formulas = ['LayerNorm', 'QuickGelu', 'Attention', 'PrefixAttention', 'DualShared'] as const;

/** Milliseconds of a step without some fused kernels. */
export interface Ablation {
  readonly without: readonly string[];
  readonly milliseconds: readonly number[];
}

export interface AblationOptions {
  readonly method: string;
  readonly classes: number;
  readonly rounds: number;
  readonly onLine: (line: string) => void;
}

/** Steps with all fused kernels, without each, and without any, in turn, on the backend that runs now. Takes the clip over. */
export async function measureAblation(
  clip: Clip,
  { method, classes, rounds, onLine }: AblationOptions,
): Promise<Ablation[]> {
  const variants = [[], ...formulas.map((name) => [name]), [...formulas]];
  const times = variants.map((): number[] => []);
  const running = await startStepping(clip, { kind: 'step', method, classes });
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [i, without] of variants.entries()) {
        const restore = removeKernels(without);
        try {
          // The first step in a new way touches new memory.
          if (round === 0) await running.run();
          times[i]!.push(await running.run());
        } finally {
          restore();
        }
        onLine(
          `round ${round + 1}, without ${without.join(', ') || 'nothing'}: ${Math.round(times[i]!.at(-1)!)} ms`,
        );
      }
    }
  } finally {
    await running.stop();
  }
  return variants.map((without, i) => ({ without, milliseconds: times[i]! }));
}

/** Takes kernels away; gives what puts them back. */
function removeKernels(names: readonly string[]): () => void {
  const backend = tf.getBackend();
  const removed = names
    .flatMap((name) => [`Fused${name}`, `Fused${name}Grad`])
    .map((kernelName) => tf.getKernel(kernelName, backend) as tf.KernelConfig | undefined)
    .filter((config) => config !== undefined);
  for (const { kernelName } of removed) tf.unregisterKernel(kernelName, backend);
  return () => {
    removed.forEach(tf.registerKernel);
  };
}
