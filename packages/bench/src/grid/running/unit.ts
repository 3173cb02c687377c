import { isDsraError } from '@dsra/core';
import { type Cell, cellId, computationId } from '../cell';
import type { CellRecord } from '../record';
import { runCell, type RanCell, type RunHooks } from './runCell';
import { surroundings } from './surroundings';
import type { Workshop } from './workshop';

/** Cells that are one training under several names, or tested on several lists of other sets. */
export interface Unit {
  /** The first of them, with what any of them asks for: this is executed. */
  readonly cell: Cell;
  readonly cells: readonly Cell[];
}

/** Cells by what is computed, in the order of their first appearance. */
export function unitsOf(cells: readonly Cell[]): Unit[] {
  const groups = new Map<string, Map<string, Cell>>();
  for (const cell of cells) {
    const id = computationId(cell);
    const group = groups.get(id) ?? new Map<string, Cell>();
    groups.set(id, group.set(cellId(cell), cell));
  }
  return [...groups.values()].map((group) => unitOf([...group.values()]));
}

function unitOf(cells: readonly Cell[]): Unit {
  const targets = [...new Set(cells.flatMap((cell) => cell.targets))];
  const keeps = cells.some(({ embeddings }) => embeddings);
  return { cells, cell: { ...cells[0]!, targets, ...(keeps && { embeddings: true }) } };
}

/**
 * Executes a unit. A cell that fails is a result too, with the reason; what keeps any cell from running here (no model, no
 * pictures, no backend) and an interruption are thrown.
 */
export async function runUnit({ cell }: Unit, workshop: Workshop, hooks: RunHooks = {}): Promise<RanCell> {
  await workshop.model(cell.model);
  for (const name of [cell.dataSet, ...cell.targets]) await workshop.set(name, cell);
  const start = performance.now();
  try {
    return await runCell(cell, workshop, hooks);
  } catch (error) {
    if (isDsraError(error) && error.code === 'interrupted') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const seconds = (performance.now() - start) / 1000;
    return failed(cell, reason, { backend: await workshop.backend(), seconds });
  }
}

/** A cell that gave nothing, with the reason. */
export function failed(
  cell: Cell,
  error: string,
  { backend = '', seconds = 0 }: { backend?: string; seconds?: number } = {},
): RanCell {
  const record: CellRecord = {
    ...{ version: 1, id: cellId(cell), cell, status: 'failed', error, model: '' },
    chosen: [],
    ...surroundings(backend),
    ...{ curve: [], metrics: {}, parameters: 0, stepSeconds: 0, picturesPerSecond: 0 },
    seconds,
    finishedAt: new Date().toISOString(),
  };
  return { record };
}

/** What a unit's cells are given of what was executed: the first as its own, the others as the same. */
export function shared(ran: RanCell, { cells }: Unit): RanCell[] {
  const [first, ...others] = cells;
  return [named(ran, first!), ...others.map((cell) => named(ran, cell, cellId(first!)))];
}

/** A result under a cell's name, with what this cell asks for and no more. */
export function named({ record, embeddings }: RanCell, cell: Cell, sameAs?: string): RanCell {
  const id = cellId(cell);
  const own: CellRecord = { ...record, id, cell, metrics: metricsFor(cell, record) };
  if (sameAs === undefined) delete own.sameAs;
  else own.sameAs = sameAs;
  if (!cell.embeddings || !embeddings) return { record: own };
  return {
    record: own,
    embeddings: { before: { ...embeddings.before, id }, after: { ...embeddings.after, id } },
  };
}

/** Accuracies on the other sets of another cell are left out. */
function metricsFor({ targets }: Cell, { cell, metrics }: CellRecord): CellRecord['metrics'] {
  const foreign = cell.targets.filter((name) => !targets.includes(name));
  return Object.fromEntries(Object.entries(metrics).filter(([name]) => !foreign.includes(name)));
}
