import { type Cell, cellId, computationId } from '../cell';
import type { CellRecord } from '../record';
import { renamed, type Unit, unitsOf } from './unit';

export interface Missing {
  /** Records of cells that are the same training as one that is there. */
  readonly copied: readonly CellRecord[];
  readonly units: readonly Unit[];
}

/** What is to be computed of these cells, and what another name for a known result is enough for. */
export function missingCells(
  cells: readonly Cell[],
  known: ReadonlyMap<string, CellRecord>,
  { retryFailed = false }: { readonly retryFailed?: boolean },
): Missing {
  const counts = ({ status }: CellRecord): boolean => status === 'done' || !retryFailed;
  const missing = cells.filter((cell) => {
    const record = known.get(cellId(cell));
    return !record || !counts(record);
  });
  const wanted = new Set(missing.map(computationId));
  const twins = new Map<string, CellRecord>();
  for (const record of known.values()) {
    const id = computationId(record.cell);
    if (wanted.has(id) && record.status === 'done') twins.set(id, record);
  }
  const copied = missing.flatMap((cell) => {
    const twin = twins.get(computationId(cell));
    return twin ? [renamed({ record: twin }, cell).record] : [];
  });
  return { copied, units: unitsOf(missing.filter((cell) => !twins.has(computationId(cell)))) };
}
