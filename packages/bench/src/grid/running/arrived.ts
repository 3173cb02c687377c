import { inParallel } from '../../data/inParallel';
import { type Cell, cellId } from '../cell';
import type { CellRecord } from '../record';
import type { Results } from '../results';

/** Records of these cells that another process has written since `known` was read. */
export async function arrived(
  cells: readonly Cell[],
  known: ReadonlyMap<string, CellRecord>,
  results: Pick<Results, 'record'>,
): Promise<CellRecord[]> {
  const found = await inParallel(cells, (cell) => results.record(cellId(cell)));
  return found.filter((record) => record !== undefined && !isKnown(record, known)) as CellRecord[];
}

/** A failed cell may have been computed again. */
const isKnown = ({ id, finishedAt }: CellRecord, known: ReadonlyMap<string, CellRecord>): boolean =>
  known.get(id)?.finishedAt === finishedAt;
