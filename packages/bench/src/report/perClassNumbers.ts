import type { Asked } from './asked';
import { classShares } from './classShares';
import { perClassId } from './figures/perClassFigures';
import type { Numbers } from './numbers';
import { methodTitle } from './titles';

/** Accuracy in every class, shares from 0 to 1. */
export function perClassNumbers(cells: readonly Asked[], all: readonly Asked[]): Numbers[] {
  const [first] = cells;
  const shares = classShares(cells, all);
  if (!first || shares.length === 0) return [];
  const tuned = methodTitle(first.cell.method);
  const rows = shares.map(({ name, total, correct, before, after }) => [
    ...[name, total, correct, after / 100],
    ...(before === undefined ? [undefined, undefined] : [before / 100, (after - before) / 100]),
  ]);
  return [
    {
      id: perClassId(first),
      title: `Accuracy in each class, ${first.names.title(first.cell.dataSet)}: ${tuned}`,
      rows: [['class', 'pictures', 'correct', tuned, 'CLIP (zero-shot)', 'gain'], ...rows],
    },
  ];
}
