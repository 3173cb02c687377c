import * as tf from '@tensorflow/tfjs';

/** What the calls of one kernel took together, without the kernels that it called itself. */
export interface KernelTime {
  readonly kernel: string;
  readonly calls: number;
  readonly milliseconds: number;
}

/** Where the time of one run went. */
export interface KernelProfile {
  readonly milliseconds: number;
  /** Slowest first. */
  readonly kernels: readonly KernelTime[];
  /** What is left: TensorFlow.js's and the library's own JavaScript, uploads and read-backs, pictures to pixels. */
  readonly outside: number;
}

/**
 * Times every kernel of the current backend while `run` runs, from its call to its return: on `wasm` and `cpu` kernels are
 * done when they return. (`tf.profile` tells wrong times on `wasm`.)
 * @param run gives its milliseconds
 */
export async function profileKernels(run: () => Promise<number>): Promise<KernelProfile> {
  const times = new Map<string, { calls: number; milliseconds: number }>();
  const restore = timeKernels(times);
  try {
    const milliseconds = await run();
    const kernels = [...times].map(([kernel, time]) => ({ kernel, ...time }));
    kernels.sort((a, b) => b.milliseconds - a.milliseconds);
    const inside = kernels.reduce((sum, time) => sum + time.milliseconds, 0);
    return { milliseconds, kernels, outside: milliseconds - inside };
  } finally {
    restore();
  }
}

/** Puts a stopwatch around every kernel; gives the function that takes them off. */
function timeKernels(times: Map<string, { calls: number; milliseconds: number }>): () => void {
  const configs = tf.getKernelsForBackend(tf.getBackend());
  /** What kernels within the one that runs took, by depth. */
  const inner: number[] = [];
  for (const config of configs) {
    const kernelFunc: tf.KernelFunc = (call) => {
      inner.push(0);
      const start = performance.now();
      try {
        return config.kernelFunc(call);
      } finally {
        const elapsed = performance.now() - start;
        const own = elapsed - inner.pop()!;
        if (inner.length > 0) inner[inner.length - 1]! += elapsed;
        const { calls, milliseconds } = times.get(config.kernelName) ?? { calls: 0, milliseconds: 0 };
        times.set(config.kernelName, { calls: calls + 1, milliseconds: milliseconds + own });
      }
    };
    replaceKernel({ ...config, kernelFunc });
  }
  return () => {
    configs.forEach(replaceKernel);
  };
}

function replaceKernel(config: tf.KernelConfig): void {
  tf.unregisterKernel(config.kernelName, config.backendName);
  tf.registerKernel(config);
}
