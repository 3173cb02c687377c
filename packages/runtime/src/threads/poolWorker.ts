import type { sgemm } from '../blas/cblas';

/** What a worker thread of the pool is given. */
export interface PoolWorkerData {
  /** The vector code, for a shared memory. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** The pool's tasks, as `taskBoard.ts` lays them out. */
  readonly board: SharedArrayBuffer;
  /** Where its products work. */
  readonly scratch: number;
  readonly layout: Readonly<Record<string, number>>;
  readonly names: readonly string[];
  /** Multiplies in the place of the vector code. */
  readonly blas: WorkerBlas | undefined;
}

/** A BLAS as each thread opens it for itself. */
export interface WorkerBlas {
  /** koffi's own file. */
  readonly koffi: string;
  readonly library: string;
  readonly sgemm: typeof sgemm;
  /** Where the heap lies in the memory of the process: one that threads share stays where it is. */
  readonly heap: number;
}

/**
 * A worker's whole program, as text: bundlers would have to be told of a file. It takes tasks as long as there are any, then
 * sleeps until there are more.
 */
const program = `
function productOf({ koffi, library, sgemm, heap }) {
  const { ROW_MAJOR, PLAIN, TRANSPOSED, parameters } = sgemm;
  const multiply = require(koffi).load(library).func('cblas_sgemm', 'void', parameters);
  const flag = (transpose) => (transpose ? TRANSPOSED : PLAIN);
  return (rows, columns, inner, a, strideA, flipA, b, strideB, flipB, out, strideOut, keep) => {
    const operands = [heap + a, strideA, heap + b, strideB, keep, heap + out, strideOut];
    multiply(ROW_MAJOR, flag(flipA), flag(flipB), rows, columns, inner, 1, ...operands);
  };
}
function serve({ module, memory, board, scratch, layout, names, blas }, ready) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  exports.setScratch(scratch);
  const own = { ...exports, ...(blas && { product: productOf(blas) }) };
  const functions = names.map((name) => own[name]);
  const { END, NEXT, UNFINISHED, FAILED, BASE, STARTS, CALLS, CALL } = layout;
  const ints = new Int32Array(board, 0, CALLS >> 2);
  const calls = new Float64Array(board, CALLS);
  ready();
  for (;;) {
    const end = Atomics.load(ints, END);
    // Tickets wrap around.
    for (let ticket; ((end - (ticket = Atomics.load(ints, NEXT))) | 0) > 0; ) {
      if (Atomics.compareExchange(ints, NEXT, ticket, (ticket + 1) | 0) !== ticket) continue;
      const task = (ticket - Atomics.load(ints, BASE)) | 0;
      try {
        for (let i = ints[STARTS + task]; i < ints[STARTS + task + 1]; i++) {
          const at = i * CALL;
          functions[calls[at]](
            calls[at + 1], calls[at + 2], calls[at + 3], calls[at + 4], calls[at + 5], calls[at + 6],
            calls[at + 7], calls[at + 8], calls[at + 9], calls[at + 10], calls[at + 11], calls[at + 12],
          );
        }
      } catch {
        Atomics.store(ints, FAILED, 1);
      }
      Atomics.sub(ints, UNFINISHED, 1);
    }
    Atomics.wait(ints, END, end);
  }
}`;

type Threads = typeof import('node:worker_threads');

/** Milliseconds; one that has not said anything until then is not waited for. */
const PATIENCE = 10_000;

/**
 * Starts one that keeps no process alive.
 * @returns whether it takes tasks; of one that cannot start, the others do them
 */
export async function startPoolWorker(data: PoolWorkerData): Promise<boolean> {
  // Not an import: bundlers for browsers would look for it.
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => Threads } };
  const node = process?.getBuiltinModule?.('node:worker_threads');
  let overdue: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<boolean>((resolve) => {
      overdue = setTimeout(resolve, PATIENCE, false);
      if (node) startInNode(node, data, resolve);
      else startInPage(data, resolve);
    });
  } catch {
    // Where workers are not allowed, their constructor may throw.
    return false;
  } finally {
    clearTimeout(overdue);
  }
}

function startInNode(node: Threads, data: PoolWorkerData, answer: (takesTasks: boolean) => void): void {
  const start = `${program}
    const { parentPort, workerData } = require('node:worker_threads');
    serve(workerData, () => parentPort.postMessage('ready'));`;
  const worker = new node.Worker(start, { eval: true, execArgv: [], workerData: data });
  worker.once('message', () => {
    answer(true);
  });
  worker.on('error', () => {
    answer(false);
  });
  worker.unref();
}

function startInPage(data: PoolWorkerData, answer: (takesTasks: boolean) => void): void {
  const start = `${program}\nonmessage = ({ data }) => serve(data, () => postMessage('ready'));`;
  const url = URL.createObjectURL(new Blob([start], { type: 'text/javascript' }));
  const worker = new Worker(url);
  const answered = (takesTasks: boolean) => () => {
    URL.revokeObjectURL(url);
    answer(takesTasks);
  };
  worker.onmessage = answered(true);
  worker.onerror = answered(false);
  worker.postMessage(data);
}
