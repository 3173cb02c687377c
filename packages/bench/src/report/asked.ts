import type { Cell } from '../grid/cell';
import { cellId, computationId } from '../grid/cell';
import type { CellRecord } from '../grid/record';
import { type DataSetNames, dataSetNames } from './dataSetNames';

/** A cell that was asked for, and what is there of it. */
export interface Asked {
  readonly id: string;
  readonly cell: Cell;
  readonly state: 'done' | 'failed' | 'missing';
  readonly record: CellRecord | undefined;
  /** What the whole report calls its data sets. */
  readonly names: DataSetNames;
}

const worth = { done: 2, failed: 1, missing: 0 } as const;

/**
 * Everything that was asked for, or is there without having been asked for, in the order of asking. What is the same training
 * and the same tests under two ids (asked for once with features kept, once without) is there once: a mean counts it once.
 */
export function askedCells(grid: readonly Cell[], records: ReadonlyMap<string, CellRecord>): Asked[] {
  const known = new Set(grid.map(cellId));
  const unasked = [...records.values()].filter(({ id }) => !known.has(id)).map(({ cell }) => cell);
  const all = [...grid, ...unasked];
  const names = dataSetNames(all.flatMap(({ dataSet, targets }) => [dataSet, ...targets]));
  const distinct = new Map<string, Asked>();
  for (const cell of all) {
    const asked = lookedUp(cell, records, names);
    const key = JSON.stringify([cell.protocol, cell.variant, cell.targets, computationId(cell)]);
    const other = distinct.get(key);
    if (!other || worth[asked.state] > worth[other.state]) distinct.set(key, asked);
  }
  return [...distinct.values()];
}

function lookedUp(cell: Cell, records: ReadonlyMap<string, CellRecord>, names: DataSetNames): Asked {
  const id = cellId(cell);
  const record = records.get(id);
  return { id, cell, state: record?.status ?? 'missing', record, names };
}
