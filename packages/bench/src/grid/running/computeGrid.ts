import { DsraError } from '@dsra/core';
import type { BackendChoice } from '@dsra/runtime';
import type { TextStream } from '../../terminal/io';
import type { Cell } from '../cell';
import { gridProgress } from '../progress/gridProgress';
import { throughQueue } from '../queue/throughQueue';
import type { CellRecord } from '../record';
import type { Results } from '../results';
import { inChildren } from './inChildren';
import { incompleteSets, lackInWords } from './incompleteSets';
import { inProcess } from './inProcess';
import { runGrid } from './runGrid';
import type { Runner } from './runner';
import type { Unit } from './unit';

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
  /** A single job is computed in this process, which is then lost with a cell that crashes. */
  readonly here?: boolean | undefined;
  readonly retryFailed?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where progress is shown. */
  readonly stream: TextStream;
}

/** Runs a grid where it was asked to: in children, by workers, or here; shows how far it is. */
export async function computeGrid(grid: ComputeGrid): Promise<CellRecord[]> {
  const { cells, results, root, jobs, queue, retryFailed, signal, stream } = grid;
  const atATime = queue === undefined ? jobs : Infinity;
  const progress = gridProgress(stream, { total: cells.length, jobs: atATime });
  const runner = await runnerOf(grid, progress.say);
  try {
    return await runGrid({
      ...{ cells, results, runner, ...progress },
      // Workers may have pictures that this machine has not.
      ...(queue === undefined && { check: (units) => refuseIncomplete(units, root) }),
      retryFailed: retryFailed ?? false,
      ...(signal && { signal }),
    });
  } finally {
    progress.stop();
    await runner.close();
  }
}

function runnerOf(grid: ComputeGrid, say: (line: string) => void): Runner | Promise<Runner> {
  const { root, backend, threads, jobs, queue, here = false } = grid;
  if (queue !== undefined) return throughQueue(queue, say);
  const options = { root, backend, threads };
  return here && jobs === 1 ? inProcess(options) : inChildren(jobs, options);
}

/** What is missing is told before anything runs. */
async function refuseIncomplete(units: readonly Unit[], root: string): Promise<void> {
  const incomplete = await incompleteSets(units, root);
  if (incomplete.length === 0) return;
  const names = incomplete.map(({ name }) => name).join(' ');
  const all = `\`dsra datasets check ${root} ${names}\` tells everything`;
  const lacks = incomplete.map(lackInWords).join('; ');
  throw new DsraError('missing', `${lacks}; ${all}; --root says where published data sets lie`);
}
