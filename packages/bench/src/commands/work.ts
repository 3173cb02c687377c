import { resultWords, cellWords } from '../grid/progress/cellWords';
import { runWorker } from '../grid/queue/runWorker';
import { openResults } from '../grid/results';
import { inChildren } from '../grid/running/inChildren';
import type { BackendChoice } from '@dsra/runtime';
import { duration } from '../terminal/figures';
import type { WorkerCommandOptions } from './benchOptions';
import type { Context } from './context';

/** `dsra worker`: a line for each cell; Ctrl-C, or SIGTERM, is how it ends. */
export async function work({ out, io }: Context, options: WorkerCommandOptions): Promise<void> {
  const { queue, results, root, jobs, threads, patience, untilEmpty } = options;
  const runner = inChildren(jobs, { root, threads, backend: options.backend as BackendChoice });
  const stop = new AbortController();
  const release = io.onInterrupt(() => {
    release();
    out.note('stopping: the cells under way go back to the queue');
    stop.abort();
  });
  let count = 0;
  try {
    await runWorker({
      ...{ url: queue, runner, patience, untilEmpty, signal: stop.signal },
      results: results === undefined ? undefined : openResults(results),
      say: (line) => {
        out.note(line);
      },
      onUnit: ({ cell }) => {
        out.note(`takes ${cellWords(cell)}`);
      },
      onRecord: (record) => {
        count++;
        out.note(`${cellWords(record.cell)}: ${resultWords(record)}; ${duration(1000 * record.seconds)}`);
      },
    });
  } finally {
    release();
    await runner.close();
  }
  out.json({ cells: count });
}
