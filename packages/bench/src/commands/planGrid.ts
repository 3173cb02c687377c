import type { Cell } from '../grid/cell';
import { cellWords } from '../grid/progress/cellWords';
import { plannedWords } from '../grid/progress/plannedWords';
import type { Results } from '../grid/results';
import { incompleteSets, lackInWords } from '../grid/running/incompleteSets';
import { missingCells } from '../grid/running/missingCells';
import type { Output } from '../terminal/output';
import type { BenchOptions } from './benchOptions';

/** `dsra bench --dry-run`: the cells, how much of them is to be computed, and what it lacks; writes nothing. */
export async function planGrid(
  out: Output,
  cells: readonly Cell[],
  results: Results,
  { root, queue, retryFailed = false }: BenchOptions,
): Promise<void> {
  const { known, units } = missingCells(cells, await results.records(), { retryFailed });
  // Workers may have pictures that this machine has not.
  const incomplete = queue === undefined ? await incompleteSets(units, root) : [];
  for (const cell of cells) out.line(cellWords(cell));
  for (const check of incomplete) out.line(`missing: ${lackInWords(check)}`);
  out.line(plannedWords(cells.length, known, units));
  out.json({
    ...{ cells, known, trainings: units.length },
    missingDataSets: incomplete.map(({ name }) => name),
  });
}
