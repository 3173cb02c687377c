import { DsraError } from '@dsra/core';
import type { BackendChoice } from '@dsra/runtime';
import type { BenchProtocol, Cell } from '../grid/cell';
import { cellId } from '../grid/cell';
import { gridRequest } from '../grid/gridRequest';
import { cellWords } from '../grid/progress/cellWords';
import { protocolPlans } from '../grid/protocols/protocols';
import { openResults } from '../grid/results';
import { computeGrid } from '../grid/running/computeGrid';
import { summaryTable } from '../grid/summaryTable';
import { withEmbeddings } from '../grid/withEmbeddings';
import { counted } from '../terminal/figures';
import { shellLine } from '../terminal/shellLine';
import type { BenchOptions } from './benchOptions';
import { commandName, type Context } from './context';
import { planGrid } from './planGrid';
import { untilInterrupted } from './untilInterrupted';

/** `dsra bench`: makes the cells, computes what is not there, and prints the means. */
export async function bench(context: Context, protocol: BenchProtocol, options: BenchOptions): Promise<void> {
  const { out, io } = context;
  const { results: folder, root, retryFailed, queue, jobs, threads } = options;
  const plan = protocolPlans[protocol];
  const asked = plan.cells(gridRequest(plan, { ...options, testPerClass: options.test }));
  refuseNone(asked);
  const cells = options.embeddings ? withEmbeddings(asked) : asked;
  const results = openResults(folder);
  if (options.dryRun) return planGrid(out, cells, results, options);
  const goOn = shellLine([...commandName(io), ...io.argv]);
  const waiting = queue === undefined ? '' : '; its cells stay in the queue';
  const records = await untilInterrupted(
    io,
    `finished cells are in ${folder}${waiting}; to go on: ${goOn}`,
    (signal) =>
      computeGrid({
        ...{ cells, results, root, jobs, signal, stream: out.stderr },
        backend: options.backend as BackendChoice,
        ...{ threads, queue, retryFailed, here: !io.ownProcess },
      }),
  );
  for (const line of summaryTable(records)) out.line(line);
  const failed = records.filter(({ status }) => status === 'failed');
  for (const { cell, error } of failed) out.line(`failed: ${cellWords(cell)}: ${error}`);
  out.line(
    `${counted(records.length - failed.length, 'cell')} in ${folder}; tables and figures: dsra report ${folder}`,
  );
  out.json({
    results: folder,
    cells: records.map((record) => ({ file: `cells/${cellId(record.cell)}.json`, ...record })),
  });
  if (failed.length > 0) {
    const says = `${counted(failed.length, 'cell')} failed: see ${folder}; --retry-failed computes them again`;
    throw new DsraError('unavailable', says);
  }
}

function refuseNone(cells: readonly Cell[]): void {
  if (cells.length > 0) return;
  throw new DsraError('badInput', 'this asks for no cell: of the methods, none has what the protocol varies');
}
