import type { TopLevelSpec } from 'vega-lite';
import { mean } from '../../statistics';
import type { Asked } from '../asked';
import { type ClassShares, classShares } from '../classShares';
import { methodTitle } from '../titles';
import type { Figure } from '../../figures/figure';
import { palette } from '../../figures/theme';

const most = 40;

/** Accuracy in each class, of plain CLIP and tuned, over all seeds; of many classes those that change most. */
export function perClassFigures(cells: readonly Asked[], all: readonly Asked[]): Figure[] {
  const [first] = cells;
  const shares = classShares(cells, all);
  if (!first || shares.length === 0) return [];
  const comparable = shares.some(({ before }) => before !== undefined);
  const classes = shares.sort((a, b) => changeOf(b) - changeOf(a) || b.after - a.after || a.place - b.place);
  const shown =
    classes.length > most ? [...classes.slice(0, most / 2), ...classes.slice(-most / 2)] : classes;
  const { dataSet, method } = first.cell;
  const set = first.names.title(dataSet);
  const tuned = methodTitle(method);
  const extreme = comparable ? 'that change most' : 'with the highest and the lowest accuracy';
  const fewer = shown.length < classes.length ? ` The ${most} of ${classes.length} classes ${extreme}.` : '';
  return [
    {
      id: perClassId(first),
      title: `Accuracy in each class, ${set}: ${comparable ? 'CLIP (zero-shot) and ' : ''}${tuned}`,
      caption: `${comparable ? 'Each line goes from plain CLIP to the tuned model; classes by what they gain.' : withoutPlain(cells)}${fewer}`,
      spec: changes(shown, tuned),
    },
  ];
}

export const perClassId = ({ cell, names }: Asked): string => `per-class-${names.file(cell.dataSet)}`;

/** What the trained cells themselves know of plain CLIP: its accuracy on their own test pictures. */
function withoutPlain(cells: readonly Asked[]): string {
  const runs = cells.flatMap(({ record }) => record?.metrics.zeroShot ?? []);
  const said = 'Plain CLIP is not known in each class on the same pictures';
  return runs.length === 0
    ? `${said}.`
    : `${said}; over all classes it has ${(100 * mean(runs)).toFixed(1)} % on them.`;
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
  const isKnown = classes.some(({ before }) => before !== undefined);
  const domain = isKnown ? [plain, tuned] : [tuned];
  const range = <T>(all: readonly [T, T]): T[] => (isKnown ? [...all] : [all[1]]);
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
          color: { ...which, scale: { domain, range: range([palette.muted, palette.vermillion]) } },
          shape: { ...which, scale: { domain, range: range(['cross', 'circle']) } },
        },
      },
    ],
  } as unknown as TopLevelSpec;
}
