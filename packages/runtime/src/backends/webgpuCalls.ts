import * as tf from '@tensorflow/tfjs';

/** What some work asked of the graphics adapter. A step is fast when there are few of each, and no read-back before its end. */
export interface WebgpuCalls {
  /** Compute shaders started. */
  readonly dispatches: number;
  /** Command buffers handed over. */
  readonly submissions: number;
  /** Shaders compiled: none once all shapes have been seen. */
  readonly pipelines: number;
  /** Buffers read back to the processor. */
  readonly readBacks: number;
  /** Read-backs that the processor stood still for (`dataSync`); in Node they do not work at all. */
  readonly blockingReadBacks: number;
}

type Method = (...args: unknown[]) => unknown;

/** The prototypes of WebGPU's objects, which are global in browsers and, after Dawn has started, in Node. */
const counted = [
  ['GPUComputePassEncoder', 'dispatchWorkgroups', 'dispatches'],
  ['GPUQueue', 'submit', 'submissions'],
  ['GPUDevice', 'createComputePipeline', 'pipelines'],
  ['GPUBuffer', 'mapAsync', 'readBacks'],
] as const;

/** The backend of TensorFlow.js: as much of it as tells whether a read has to wait for the adapter. */
interface Backend {
  readSync: Method;
  readonly tensorMap: { get(dataId: unknown): { readonly values?: unknown } };
}

/**
 * Counts while `work` runs on the backend `webgpu`. Everything that the page or process asks of WebGPU meanwhile counts.
 *
 * ```ts
 * const { calls } = await countWebgpuCalls(() => tuned.logits(pixels));
 * calls.dispatches; // 131
 * ```
 */
export async function countWebgpuCalls<T>(
  work: () => T | Promise<T>,
): Promise<{ readonly result: T; readonly calls: WebgpuCalls }> {
  const calls = { dispatches: 0, submissions: 0, pipelines: 0, readBacks: 0, blockingReadBacks: 0 };
  const undo = counted.map(([type, method, what]) => {
    const { prototype } = (globalThis as unknown as Record<string, { prototype: Record<string, Method> }>)[
      type
    ]!;
    return before(prototype, method, () => calls[what]++);
  });
  const backend = tf.backend() as unknown as Backend;
  const onCpu = (dataId: unknown) => Boolean(backend.tensorMap.get(dataId).values);
  undo.push(
    before(backend as unknown as Record<string, Method>, 'readSync', (dataId) => {
      if (!onCpu(dataId)) calls.blockingReadBacks++;
    }),
  );
  try {
    return { result: await work(), calls };
  } finally {
    undo.forEach((restore) => {
      restore();
    });
  }
}

/** Has something called before each call of a method; gives what takes it away again. */
function before(holder: Record<string, Method>, name: string, tell: Method): () => void {
  const own = Object.getOwnPropertyDescriptor(holder, name);
  const original = holder[name]!;
  const value = function (this: unknown, ...args: unknown[]) {
    tell(...args);
    return original.apply(this, args);
  };
  Object.defineProperty(holder, name, { value, configurable: true, writable: true });
  return () => {
    if (own) Object.defineProperty(holder, name, own);
    else Reflect.deleteProperty(holder, name);
  };
}
