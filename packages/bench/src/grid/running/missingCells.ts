import { type Cell, cellId, computationId } from '../cell';
import type { CellRecord } from '../record';
import { type Unit, unitsOf } from './unit';

export interface Missing {
  /** How many need no training: they are there, or another name for what is. */
  readonly known: number;
  /** Cells that are the same training as one whose record is there. */
  readonly copies: readonly { readonly cell: Cell; readonly record: CellRecord }[];
  readonly units: readonly Unit[];
}

/** What is to be computed of these cells, and what another name for a known result is enough for. */
export function missingCells(
  cells: readonly Cell[],
  known: ReadonlyMap<string, CellRecord>,
  { retryFailed = false }: { readonly retryFailed?: boolean },
): Missing {
  const missing = cells.filter((cell) => {
    const record = known.get(cellId(cell));
    return !record || (record.status === 'failed' && retryFailed);
  });
  const done = byComputation(known.values());
  const copies = missing.flatMap((cell) => {
    const record = done.get(computationId(cell))?.find((other) => holds(other, cell));
    return record ? [{ cell, record }] : [];
  });
  const copied = new Set(copies.map(({ cell }) => cell));
  const units = unitsOf(missing.filter((cell) => !copied.has(cell)));
  const computed = units.reduce((sum, unit) => sum + unit.cells.length, 0);
  return { known: cells.length - computed, copies, units };
}

/** Finished records, by what was computed. */
function byComputation(records: Iterable<CellRecord>): Map<string, CellRecord[]> {
  const groups = new Map<string, CellRecord[]>();
  for (const record of records) {
    if (record.status !== 'done') continue;
    const id = computationId(record.cell);
    groups.set(id, [...(groups.get(id) ?? []), record]);
  }
  return groups;
}

/** Everything that a cell asks for is there. */
const holds = ({ cell }: CellRecord, { targets, embeddings }: Cell): boolean =>
  targets.every((name) => cell.targets.includes(name)) && (!embeddings || cell.embeddings === true);
