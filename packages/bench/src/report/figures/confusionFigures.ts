import type { TopLevelSpec } from 'vega-lite';
import type { Asked } from '../asked';
import { shotsTitle } from '../tables/shotsTable';
import { methodTitle } from '../titles';
import type { Figure } from '../../figures/figure';
import { palette } from '../../figures/theme';

/** Larger ones cannot be read: their pages list the most frequent confusions instead. */
export const readableClasses = 40;

/** What was answered for what was shown, over all seeds. */
export function confusionFigures(cells: readonly Asked[]): Figure[] {
  const [first] = cells;
  const confusion = summedConfusion(cells);
  const names = first?.record?.perClass?.map(({ name }) => name);
  if (!first || !confusion || !names || names.length > readableClasses) return [];
  const { dataSet, method, shots } = first.cell;
  const title = `${first.names.title(dataSet)}: ${methodTitle(method)}, ${shotsTitle(shots)}`;
  return [
    {
      id: confusionId(first),
      title: `Confusion matrix, ${title}`,
      caption: `Rows: what pictures show; columns: what was answered; in percent of the row, over ${cells.length === 1 ? 'one seed' : `${cells.length} seeds`}. An empty field: never.`,
      spec: matrix(confusion, names),
    },
  ];
}

export const confusionId = ({ cell, names }: Asked): string => `confusion-${names.file(cell.dataSet)}`;

/** Nothing where a cell has none. */
export function summedConfusion(cells: readonly Asked[]): number[][] | undefined {
  const all = cells.map(({ record }) => record?.confusion);
  if (all.length === 0 || all.some((one) => one === undefined || one.length !== all[0]?.length))
    return undefined;
  return all[0]!.map((row, r) => row.map((_, c) => all.reduce((sum, one) => sum + (one![r]?.[c] ?? 0), 0)));
}

function matrix(confusion: readonly (readonly number[])[], names: readonly string[]): TopLevelSpec {
  const label = (place: number): string => `${place}`;
  const values = confusion.flatMap((row, r) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, c) =>
      count === 0 ? [] : [{ shown: label(r), answered: label(c), share: (100 * count) / total }],
    );
  });
  const places = names.map((_, place) => label(place));
  const step = names.length > 20 ? 20 : 27;
  // Places, not names: two classes may have one name.
  const labelExpr = `${JSON.stringify([...names])}[toNumber(datum.value)]`;
  const axis = { labelExpr, grid: false, labelLimit: 170, domain: false, ticks: false } as const;
  const scale = { domain: places };
  const y = { field: 'shown', type: 'nominal', title: 'Shown', scale, axis } as const;
  const x = {
    field: 'answered',
    type: 'nominal',
    title: 'Answered',
    scale,
    axis: { ...axis, labelAngle: -60 },
  } as const;
  const fillOpacity = {
    ...{ field: 'share', type: 'quantitative', legend: null },
    scale: { domain: [0, 100], range: [0.06, 1] },
  } as const;
  return {
    data: { values },
    width: { step },
    height: { step },
    layer: [
      { mark: { type: 'rect', color: palette.blue }, encoding: { x, y, fillOpacity } },
      {
        mark: { type: 'text', fontSize: names.length > 20 ? 8 : 10 },
        encoding: {
          x,
          y,
          text: { field: 'share', type: 'quantitative', format: '.0f' },
          color: { condition: { test: 'datum.share > 80', value: palette.paper }, value: palette.ink },
        },
      },
    ],
  } as unknown as TopLevelSpec;
}
