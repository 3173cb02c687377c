import type { Simd, SimdFunctions } from '../simd/simd';
import type { WasmModule } from '../wasm/wasmBackend';
import { type WorkerBlas, startPoolWorker } from './poolWorker';
import { runRound } from './runRound';
import { isShared } from './sharedHeap';
import { layout, MOST_CALLS, MOST_TASKS, taskBoard } from './taskBoard';

/** What computes tasks that do not depend on each other. */
export interface ThreadPool {
  readonly threads: number;
  /** Whether all of them work; what one that cannot start leaves undone, the others do. */
  readonly complete: Promise<boolean>;
  /** How many are worth waking for so many multiplications, this one counted. */
  threadsFor(work: number): number;
  /**
   * Calls `task` for each index and returns when everything that it called is done: at once, or noted down and then done
   * by all threads, a task's calls by one thread in their order.
   *
   * @param work multiplications in all: little is done at once
   */
  each(count: number, work: number, task: (index: number, calls: SimdFunctions) => void): void;
}

export const oneThread = (simd: SimdFunctions): ThreadPool => ({
  threads: 1,
  complete: Promise.resolve(true),
  threadsFor: () => 1,
  each: (count, _, task) => {
    for (let i = 0; i < count; i++) task(i, simd);
  },
});

/** Multiplications for each thread: 10 to 50 µs of products, which is what waking one takes. */
const LEAST_WORK = 1_000_000;
const worthFor = (work: number, most: number): number =>
  Math.max(1, Math.min(most, Math.floor(work / LEAST_WORK)));

const POOL = Symbol.for('dsra.runtime.threadPool');
interface Threads {
  /** The threads that take part in what `each` is given, of those that were started. */
  readonly pool: (threads: number) => ThreadPool;
}
/** By the library that multiplies; without a name: the vector code. */
type WithPools = WasmModule & { [POOL]?: Map<string, Threads> };

/**
 * So many threads for the vector code on a heap; one where the heap is not shared.
 * @param blas multiplies in the other threads as `simd.product` does in this one
 */
export function threadPool(backend: WasmModule, simd: Simd, threads: number, blas?: WorkerBlas): ThreadPool {
  if (threads === 1 || !isShared(simd.memory)) return oneThread(simd);
  const pools = ((backend as WithPools)[POOL] ??= new Map<string, Threads>());
  const name = blas?.library ?? '';
  const known = pools.get(name) ?? startThreads(backend, simd, blas);
  pools.set(name, known);
  const pool = known.pool(threads);
  // One that failed is tried again, should somebody ask again.
  void pool.complete.then((complete) => complete || pools.delete(name));
  return pool;
}

const { STARTS, CALL } = layout;

function startThreads(backend: WasmModule, simd: Simd, blas: WorkerBlas | undefined): Threads {
  const { board, ints, calls } = taskBoard();
  const { module, memory, scratchBytes, ...functions } = simd;
  const names = Object.keys(functions) as (keyof SimdFunctions)[];
  const byNumber = names.map((name): ((...values: number[]) => void) => functions[name]);
  const starting: Promise<boolean>[] = [];
  let [others, tasks, used] = [0, 0, 0];

  const execute = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const [name, ...values] = calls.subarray(i * CALL, i * CALL + CALL);
      byNumber[name!]!(...values);
    }
  };
  /** Everything that was noted down. Returns when it is done. */
  const run = (): void => {
    ints[STARTS + tasks] = used;
    const count = tasks;
    [tasks, used] = [0, 0];
    runRound(ints, count, others, (task) => {
      execute(ints[STARTS + task]!, ints[STARTS + task + 1]!);
    });
  };
  /** The board is full in the middle of a task: what is before it is done, then what there is of it, here. */
  const makeRoom = (): void => {
    const start = ints[STARTS + tasks]!;
    const begun = calls.slice(start * CALL, used * CALL);
    const length = used - start;
    used = start;
    if (tasks > 0) run();
    calls.set(begun);
    execute(0, length);
    [used, ints[STARTS]] = [0, 0];
  };
  const note = (name: number, values: readonly (number | boolean)[]): void => {
    if (used === MOST_CALLS) makeRoom();
    const at = used++ * CALL;
    calls[at] = name;
    for (let i = 0; i < values.length; i++) calls[at + 1 + i] = Number(values[i]);
  };
  const recorder = Object.fromEntries(
    names.map((name, index) => {
      const record = (...values: (number | boolean)[]) => {
        note(index, values);
      };
      return [name, record];
    }),
  ) as unknown as SimdFunctions;
  const serial = oneThread(functions);

  return {
    pool: (threads) => {
      while (starting.length < threads - 1) {
        const scratch = blas ? 0 : backend._malloc(scratchBytes);
        starting.push(startPoolWorker({ module, memory, board, scratch, layout, names, blas }));
      }
      return {
        threads,
        threadsFor: (work) => worthFor(work, threads),
        complete: Promise.all(starting.slice(0, threads - 1)).then((all) => all.every(Boolean)),
        each(count, work, task) {
          others = worthFor(work, threads) - 1;
          if (others === 0 || count < 2) {
            serial.each(count, work, task);
            return;
          }
          [tasks, used] = [0, 0];
          for (let i = 0; i < count; i++) {
            if (tasks === MOST_TASKS) run();
            ints[STARTS + tasks] = used;
            task(i, recorder);
            tasks++;
          }
          run();
        },
      };
    },
  };
}
