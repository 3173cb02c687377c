/** What a worker thread of the pool is given. */
export interface PoolWorkerData {
  /** The vector code, for a shared memory. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** The pool's tasks, as `tasks.ts` lays them out. */
  readonly board: SharedArrayBuffer;
  /** Where its products work. */
  readonly scratch: number;
  readonly layout: Readonly<Record<string, number>>;
  readonly names: readonly string[];
}

/**
 * A worker's whole program, as text: bundlers would have to be told of a file. It takes tasks as long as there are any, then
 * sleeps until there are more.
 */
const program = `
function serve({ module, memory, board, scratch, layout, names }) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  exports.setScratch(scratch);
  const { END, NEXT, UNFINISHED, FAILED, BASE, STARTS, CALLS, CALL } = layout;
  const ints = new Int32Array(board, 0, CALLS >> 2);
  const calls = new Float64Array(board, CALLS);
  for (;;) {
    const end = Atomics.load(ints, END);
    // Tickets wrap around.
    for (let ticket; ((end - (ticket = Atomics.load(ints, NEXT))) | 0) > 0; ) {
      if (Atomics.compareExchange(ints, NEXT, ticket, (ticket + 1) | 0) !== ticket) continue;
      const task = (ticket - Atomics.load(ints, BASE)) | 0;
      try {
        for (let i = ints[STARTS + task]; i < ints[STARTS + task + 1]; i++) {
          const call = calls.subarray(i * CALL, i * CALL + CALL);
          exports[names[call[0]]](...call.subarray(1));
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

/** Starts one that keeps no process alive. */
export function startPoolWorker(data: PoolWorkerData): void {
  // Not an import: bundlers for browsers would look for it.
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => Threads } };
  const node = process?.getBuiltinModule?.('node:worker_threads');
  if (node) {
    const start = `${program}\nserve(require('node:worker_threads').workerData);`;
    const worker = new node.Worker(start, { eval: true, workerData: data });
    // One that cannot start takes no tasks: the others do them.
    worker.on('error', () => undefined).unref();
    return;
  }
  const start = `${program}\nonmessage = ({ data }) => serve(data);`;
  const url = URL.createObjectURL(new Blob([start], { type: 'text/javascript' }));
  new Worker(url).postMessage(data);
}
