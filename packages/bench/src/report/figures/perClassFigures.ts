import type { TopLevelSpec } from 'vega-lite';
import { kindOf } from '../../grid/cell';
import { learns } from '../../grid/combination';
import type { Asked } from '../asked';
import { dataSetTitle, methodTitle } from '../titles';
import { fileName } from './confusionFigures';
import type { Figure } from '../../figures/figure';
import { palette } from '../../figures/theme';

const most = 40;

/** Accuracy in each class, of plain CLIP and tuned, over all seeds; of many classes those that change most. */
export function perClassFigures(cells: readonly Asked[], all: readonly Asked[]): Figure[] {
  const [first] = cells;
  const names = first?.record?.perClass?.map(({ name }) => name);
  if (!first || !names || names.length === 0) return [];
  const after = sharesOf(cells);
  const before = sharesOf(plainOf(first, all));
  const classes = names
    .map((name, place) => ({ name, place, before: before[place], after: after[place] ?? 0 }))
    .sort((a, b) => changeOf(b) - changeOf(a) || b.after - a.after || a.place - b.place);
  const shown =
    classes.length > most ? [...classes.slice(0, most / 2), ...classes.slice(-most / 2)] : classes;
  const { dataSet, method } = first.cell;
  const fewer =
    shown.length < classes.length ? ` The ${most} of ${classes.length} classes that change most.` : '';
  return [
    {
      id: `per-class-${fileName(dataSet)}`,
      title: `Accuracy in each class, ${dataSetTitle(dataSet)}: CLIP (zero-shot) and ${methodTitle(method)}`,
      caption: `Each line goes from plain CLIP to the tuned model; classes by what they gain.${fewer}`,
      spec: changes(shown, methodTitle(method)),
    },
  ];
}

/** Zero-shot cells on the same test pictures. */
function plainOf({ cell }: Asked, all: readonly Asked[]): Asked[] {
  const { dataSet, model, testPerClass } = cell;
  const found = all.find(
    ({ cell: other, state }) =>
      state === 'done' &&
      !learns(other.method) &&
      kindOf(other) === 'fewShot' &&
      other.dataSet === dataSet &&
      other.model === model &&
      other.testPerClass === testPerClass,
  );
  return found ? [found] : [];
}

function sharesOf(cells: readonly Asked[]): number[] {
  const [first] = cells;
  const places = first?.record?.perClass ?? [];
  return places.map((_, place) => {
    const own = cells.flatMap(({ record }) => record?.perClass?.[place] ?? []);
    const total = own.reduce((sum, one) => sum + one.total, 0);
    return total === 0 ? 0 : (100 * own.reduce((sum, one) => sum + one.correct, 0)) / total;
  });
}

interface ClassShares {
  readonly name: string;
  readonly place: number;
  readonly before: number | undefined;
  readonly after: number;
}

const changeOf = ({ before, after }: ClassShares): number => after - (before ?? 0);

function changes(classes: readonly ClassShares[], tuned: string): TopLevelSpec {
  const plain = 'CLIP (zero-shot)';
  const values = classes.flatMap(({ name, place, before, after }) => {
    const at = { class: String(place), name, from: before ?? after, to: after };
    return [
      ...(before === undefined ? [] : [{ ...at, which: plain, share: before }]),
      { ...at, which: tuned, share: after },
    ];
  });
  const named = Object.fromEntries(classes.map(({ name, place }) => [String(place), name]));
  const y = {
    ...{ field: 'class', type: 'nominal', title: null },
    scale: { domain: classes.map(({ place }) => String(place)) },
    axis: { labelExpr: `${JSON.stringify(named)}[datum.value]`, labelLimit: 220, grid: true },
  } as const;
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    title: 'Accuracy (%)',
    scale: { domain: [0, 100] },
  });
  const legend = { title: null, orient: 'bottom' } as const;
  const domain = [plain, tuned];
  const which = { field: 'which', type: 'nominal', legend } as const;
  return {
    data: { values },
    width: 420,
    height: { step: 17 },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2, opacity: 0.6 },
        encoding: { y, x: x('from'), x2: { field: 'to' } },
      },
      {
        mark: { type: 'point', filled: true, size: 75, opacity: 1 },
        encoding: {
          ...{ y, x: x('share') },
          color: { ...which, scale: { domain, range: [palette.muted, palette.vermillion] } },
          shape: { ...which, scale: { domain, range: ['cross', 'circle'] } },
        },
      },
    ],
  } as unknown as TopLevelSpec;
}
