import { setMaxListeners } from 'node:events';
import { type Cell, cellId } from '../cell';
import type { CellRecord } from '../record';
import type { Results } from '../results';
import { arrived } from './arrived';
import { type Missing, missingCells } from './missingCells';
import type { Runner } from './runner';
import type { RanCell } from './runCell';
import { named, shared, type Unit } from './unit';

/** What happens while a grid runs. */
export interface GridEvents {
  /** Before anything runs: how many cells are there already, and what is to be computed. */
  readonly onStart?: (known: number, units: readonly Unit[]) => void;
  readonly onUnit?: (unit: Unit) => void;
  readonly onProgress?: (unit: Unit, share: number) => void;
  /** A record is in the results folder. */
  readonly onRecord?: (record: CellRecord) => void;
}

export interface GridRun extends GridEvents {
  readonly cells: readonly Cell[];
  readonly results: Results;
  readonly runner: Runner;
  /** Before anything is written: throws where what is to be computed cannot be. */
  readonly check?: (units: readonly Unit[]) => Promise<void>;
  /** Computes failed cells again; else they stay as they are. */
  readonly retryFailed?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Brings all cells into the results folder. What is there already is not computed again, so that a run which was stopped, or
 * crashed, is started again to go on. A failed cell is written down and the rest goes on. Of several runs in one folder each looks
 * for what the others have written before it begins a cell.
 * @returns the records of these cells, in their order
 * @throws DsraError `interrupted`; and what keeps any cell from running, as a missing data set
 */
export async function runGrid(grid: GridRun): Promise<CellRecord[]> {
  const { cells, results } = grid;
  const known = await results.records();
  const missing = missingCells(cells, known, grid);
  await grid.check?.(missing.units);
  await results.ask(cells);
  const told = (record: CellRecord): void => {
    known.set(record.id, record);
    grid.onRecord?.(record);
  };
  const write = async (ran: readonly RanCell[]): Promise<void> => {
    for (const { record, embeddings } of ran) {
      await results.write(record, embeddings);
      told(record);
    }
  };
  const copy = async ({ copies }: Missing): Promise<void> => {
    for (const { cell, record } of copies) {
      const embeddings = cell.embeddings && (await results.embeddings(record.id));
      await write([named({ record, embeddings }, cell, record.sameAs ?? record.id)]);
    }
  };
  /** What is still to be computed of a unit. */
  const rest = async (unit: Unit): Promise<Unit | undefined> => {
    const found = await arrived(unit.cells, known, results);
    if (found.length === 0) return unit;
    found.forEach(told);
    // What failed elsewhere just now is not tried once more.
    const left = missingCells(unit.cells, new Map(found.map((record) => [record.id, record])), {});
    await copy(left);
    return left.units[0];
  };
  await copy(missing);
  grid.onStart?.(missing.known, missing.units);
  await inTurn(grid, missing.units, rest, write);
  return cells.map((cell) => known.get(cellId(cell))!);
}

/** As many at a time as the runner takes; after a failure of the whole, what is under way is waited for. */
async function inTurn(
  { runner, onUnit, onProgress, retryFailed = false, signal }: GridRun,
  units: readonly Unit[],
  restOf: (unit: Unit) => Promise<Unit | undefined>,
  write: (ran: readonly RanCell[]) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  // A queue has all units under way.
  setMaxListeners(0, either);
  const queue = units.values();
  const worker = async (): Promise<void> => {
    for (const planned of queue) {
      either.throwIfAborted();
      const unit = await restOf(planned);
      if (!unit) continue;
      onUnit?.(unit);
      const hooks = { signal: either, onProgress: (share: number) => onProgress?.(unit, share) };
      await write(shared(await runner.run(unit, { ...hooks, again: retryFailed }), unit));
    }
  };
  const workers = Array.from({ length: Math.min(runner.jobs, units.length) }, async () => {
    try {
      await worker();
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
  const ended = await Promise.allSettled(workers);
  const reasons = ended.flatMap((it) => (it.status === 'rejected' ? [it.reason as unknown] : []));
  if (reasons.length > 0) throw signal?.aborted ? signal.reason : stop.signal.reason;
}
