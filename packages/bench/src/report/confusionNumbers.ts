import type { Asked } from './asked';
import { confusionId, summedConfusion } from './figures/confusionFigures';
import type { Numbers } from './numbers';
import { methodTitle } from './titles';

/** The whole matrix: pictures, over all seeds; a row for each class that was shown, a column for each that was answered. */
export function confusionNumbers(cells: readonly Asked[]): Numbers[] {
  const [first] = cells;
  const names = first?.record?.perClass?.map(({ name }) => name);
  const confusion = summedConfusion(cells);
  if (!first || !names || !confusion) return [];
  const { dataSet, method } = first.cell;
  return [
    {
      id: confusionId(first),
      title: `Confusion matrix, ${first.names.title(dataSet)}: ${methodTitle(method)}`,
      rows: [['shown', ...names], ...confusion.map((row, place) => [names[place], ...row])],
    },
  ];
}
