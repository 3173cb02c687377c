import { parseArgs } from 'node:util';
import { availableParallelism } from 'node:os';
import { DsraError, isDsraError } from '@dsra/core';
import { backendNamed, count } from '../protocols/optionValues';
import { duration } from '../terminal/figures';
import { type Io, processIo } from '../terminal/io';
import type { CellRecord } from './record';
import { miniCells } from './mini';
import { openResults } from './results';
import { computeGrid } from './running/computeGrid';
import { summaryTable } from './summaryTable';

export const miniHelp = `npm run bench:mini -- [options]

Every protocol and ablation on the embedded world, with all methods, three seeds: under an hour on two cores. Then the report.
The same line again goes on where it was stopped.

  --quick           one task, one seed, few steps: under five minutes; shows that all of it runs
  --results FOLDER  default results/mini, or results/quick
  --report FOLDER   default: report in the results folder
  --jobs N          trainings at a time (default: one for each core)
  --backend NAME    default auto
  --retry-failed    compute failed ones again
`;

/** What makes a report of a results folder. */
export type WriteReport = (results: string, out: string) => Promise<unknown>;

/** `npm run bench:mini`: trains, reports, gives the exit code: 0; 2 where cells failed, and for bad input; 130 when interrupted. */
export async function benchMini(
  args: readonly string[],
  writeReport: WriteReport | undefined,
  io: Pick<Io, 'stdout' | 'stderr' | 'onInterrupt' | 'ownProcess'> = processIo(),
): Promise<number> {
  const { stdout, stderr } = io;
  const stop = new AbortController();
  const release = io.onInterrupt(() => {
    release();
    stop.abort(new DsraError('interrupted', 'interrupted; the same line goes on'));
  });
  try {
    const options = parseMiniOptions(args);
    if (options.help) {
      stdout.write(miniHelp);
      return 0;
    }
    const { results: folder, report, quick, jobs, backend, retryFailed } = options;
    const start = performance.now();
    const records = await computeGrid({
      ...{ cells: miniCells({ quick }), results: openResults(folder), root: '.', jobs, backend, retryFailed },
      ...{ signal: stop.signal, stream: stderr, here: !io.ownProcess },
    });
    stdout.write(`${summaryTable(records).join('\n')}\n`);
    await writeReport?.(folder, report);
    const made = writeReport ? `; report in ${report}` : '';
    stdout.write(`results in ${folder}${made}; ${duration(performance.now() - start)}\n`);
    return reportFailures(records, stderr);
  } catch (error) {
    if (!isDsraError(error)) throw error;
    const stopped = error.code === 'interrupted';
    stderr.write(`${stopped ? '' : 'error: '}${error.message}\n`);
    return stopped ? 130 : 2;
  } finally {
    release();
  }
}

function reportFailures(records: readonly CellRecord[], stderr: Io['stderr']): number {
  const failed = records.filter(({ status }) => status === 'failed');
  for (const { id, error } of failed) stderr.write(`failed: ${id}: ${error}\n`);
  return failed.length > 0 ? 2 : 0;
}

function parseMiniOptions(args: readonly string[]) {
  const values = read(args);
  const quick = values.quick ?? false;
  const results = values.results ?? (quick ? 'results/quick' : 'results/mini');
  return {
    ...{ help: values.help ?? false, quick, results },
    report: values.report ?? `${results}/report`,
    jobs: values.jobs === undefined ? availableParallelism() : count('--jobs', values.jobs, 1),
    backend: backendNamed(values.backend ?? 'auto'),
    retryFailed: values['retry-failed'] ?? false,
  };
}

function read(args: readonly string[]) {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const;
  const options = {
    ...{ help: flag, quick: flag, 'retry-failed': flag },
    ...{ results: text, report: text, jobs: text, backend: text },
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new DsraError('badInput', `${(error as Error).message.split('. ')[0]!}; see --help`);
  }
}
