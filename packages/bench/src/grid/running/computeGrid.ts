import { DsraError } from '@dsra/core';
import type { BackendChoice } from '@dsra/runtime';
import { dataSetNamed } from '../../datasets/dataSetNamed';
import type { TextStream } from '../../terminal/io';
import type { Cell } from '../cell';
import { gridProgress } from '../progress/gridProgress';
import { throughQueue } from '../queue/throughQueue';
import type { CellRecord } from '../record';
import type { Results } from '../results';
import { inChildren } from './inChildren';
import { inProcess } from './inProcess';
import { runGrid } from './runGrid';

export interface ComputeGrid {
  readonly cells: readonly Cell[];
  readonly results: Results;
  /** Folder of the published data sets. */
  readonly root: string;
  readonly backend: BackendChoice;
  readonly threads?: number | undefined;
  readonly jobs: number;
  /** Where workers take the cells from, instead of this process. */
  readonly queue?: string | undefined;
  readonly retryFailed?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where progress is shown. */
  readonly stream: TextStream;
}

/** Runs a grid where it was asked to: here, in children, or by workers; shows how far it is. */
export async function computeGrid(grid: ComputeGrid): Promise<CellRecord[]> {
  const { cells, results, root, backend, threads, jobs, queue, retryFailed, signal, stream } = grid;
  // Workers may have pictures that this machine has not.
  if (queue === undefined) await checkDataSets(cells, root);
  const options = { root, backend, threads };
  const runner =
    queue !== undefined
      ? await throughQueue(queue)
      : jobs > 1
        ? inChildren(jobs, options)
        : inProcess(options);
  const progress = gridProgress(stream, { total: cells.length, jobs: runner.jobs });
  try {
    return await runGrid({
      ...{ cells, results, runner, ...progress },
      retryFailed: retryFailed ?? false,
      ...(signal && { signal }),
    });
  } finally {
    progress.stop();
    await runner.close();
  }
}

/** What is missing is told before anything runs. */
async function checkDataSets(cells: readonly Cell[], root: string): Promise<void> {
  const names = [...new Set(cells.flatMap(({ dataSet, targets }) => [dataSet, ...targets]))];
  for (const name of names) {
    const { complete, missing, problems, title } = await dataSetNamed(name).check(root);
    if (complete) continue;
    const first = missing[0] ? `${missing[0].path} is not there: ${missing[0].what}` : problems[0];
    const all = `\`dsra datasets check ${root} ${name}\` tells everything`;
    throw new DsraError('missing', `${title}: ${first}; ${all}; --root says where published data sets lie`);
  }
}
