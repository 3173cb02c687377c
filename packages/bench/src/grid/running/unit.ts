import { isDsraError } from '@dsra/core';
import { type Cell, cellId, computationId } from '../cell';
import type { CellRecord } from '../record';
import { runCell, type RanCell, type RunHooks } from './runCell';
import { surroundings } from './surroundings';
import type { Workshop } from './workshop';

/** Cells that are one training: the first is executed, the others are the same under other names. */
export interface Unit {
  readonly id: string;
  readonly cells: readonly [Cell, ...Cell[]];
}

/** What a unit gave: a record for each of its cells, in their order. */
export interface RanUnit {
  readonly ran: readonly RanCell[];
}

/** Cells by what is computed, in the order of their first appearance. */
export function unitsOf(cells: readonly Cell[]): Unit[] {
  const units = new Map<string, [Cell, ...Cell[]]>();
  for (const cell of cells) {
    const id = computationId(cell);
    const known = units.get(id);
    if (!known) units.set(id, [cell]);
    else if (!known.some((other) => cellId(other) === cellId(cell))) known.push(cell);
  }
  return [...units].map(([id, members]) => ({ id, cells: members }));
}

/**
 * Executes a unit. A cell that fails is a result too, with the reason; what keeps any cell from running here (no model, no
 * pictures, no backend) and an interruption are thrown.
 */
export async function runUnit({ cells }: Unit, workshop: Workshop, hooks: RunHooks = {}): Promise<RanUnit> {
  const [cell, ...others] = cells;
  await prepare(cell, workshop);
  const first = await attempt(cell, workshop, hooks);
  return { ran: [first, ...others.map((other) => renamed(first, other))] };
}

/** Opens what the cell needs, outside of what may fail. */
async function prepare(cell: Cell, workshop: Workshop): Promise<void> {
  await workshop.model(cell.model);
  for (const name of [cell.dataSet, ...cell.targets]) await workshop.set(name, cell);
}

async function attempt(cell: Cell, workshop: Workshop, hooks: RunHooks): Promise<RanCell> {
  const start = performance.now();
  try {
    return await runCell(cell, workshop, hooks);
  } catch (error) {
    if (isDsraError(error) && error.code === 'interrupted') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const seconds = (performance.now() - start) / 1000;
    return { record: failedRecord(cell, reason, { backend: await workshop.backend(), seconds }) };
  }
}

/** What is written down of a cell that gave nothing. */
export function failedRecord(
  cell: Cell,
  error: string,
  { backend = '', seconds = 0 }: { backend?: string; seconds?: number } = {},
): CellRecord {
  return {
    ...{ version: 1, id: cellId(cell), cell, status: 'failed', error, model: '' },
    chosen: [],
    ...surroundings(backend),
    ...{ curve: [], metrics: {}, parameters: 0, stepSeconds: 0, picturesPerSecond: 0 },
    seconds,
    finishedAt: new Date().toISOString(),
  };
}

/** The same result for a cell that is the same training. */
export function renamed({ record, embeddings }: RanCell, cell: Cell): RanCell {
  const id = cellId(cell);
  const kept = embeddings && {
    before: { ...embeddings.before, id },
    after: { ...embeddings.after, id },
  };
  return { record: { ...record, id, cell, sameAs: record.sameAs ?? record.id }, embeddings: kept };
}

/** A unit of which nothing came back. */
export const failedUnit = ({ cells }: Unit, error: string): RanUnit => ({
  ran: cells.map((cell) => ({ record: failedRecord(cell, error) })),
});
