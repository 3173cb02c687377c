import type { TopLevelSpec } from 'vega-lite';
import type { Asked } from '../asked';
import type { Reading } from '../measure';
import { measureSection } from '../tables/measureSection';
import { methodsWithVariants, variantsOf } from '../tables/rankTables';
import { sectionsOf } from '../tables/sections';
import { shotsOf } from '../tables/shotsOf';
import { shotsTitle } from '../tables/shotsTable';
import type { Figure } from '../../figures/figure';
import { panelAxis, panelLayout } from './panelLayout';
import { type Point, pointOf } from './points';
import { palette } from '../../figures/theme';

/** Apart in lightness too: they stand in one order, and the legend has the same. */
const colours = [palette.blue, palette.orange, palette.muted, palette.vermillion, palette.sky];

/** Over plain CLIP on the same pictures: bars begin at 0, and 0 means something. */
const gain: Reading = ({ metrics: { accuracy, zeroShot } }) =>
  typeof accuracy === 'number' && typeof zeroShot === 'number' ? accuracy - zeroShot : undefined;

/** Variants side by side (Fig. 4b, Table 4): a panel for each section and method, a group for each number of shots. */
export function variantFigures(
  asked: readonly Asked[],
  { id, title }: { id: string; title: string },
): Figure[] {
  const variants = variantsOf(asked);
  const shots = shotsOf(asked);
  const methods = methodsWithVariants(asked);
  const points = sectionsOf(asked).flatMap((section) =>
    methods.flatMap(({ name, byVariant }) =>
      variants.flatMap((series) =>
        shots.flatMap((count) => {
          const own = (byVariant.get(series) ?? []).filter(({ cell }) => cell.shots === count);
          const place = { section: `${section.title}: ${name}`, series, x: shotsTitle(count) };
          return pointOf(measureSection(own, section, gain), place, section);
        }),
      ),
    ),
  );
  if (points.length === 0) return [];
  return [
    {
      ...{ id, title },
      caption:
        'Accuracy above plain CLIP on the same pictures, in points; lines: one standard deviation over seeds. Averages that lack a part are not drawn.',
      spec: grouped(points, {
        variants,
        xs: shots.map(shotsTitle),
        columns: methods.length > 1 ? methods.length : 3,
      }),
    },
  ];
}

function grouped(
  points: readonly Point[],
  { variants, xs, columns }: { variants: readonly string[]; xs: readonly string[]; columns: number },
): TopLevelSpec {
  const x = { field: 'x', type: 'nominal', sort: [...xs], title: null, axis: { labelAngle: 0 } } as const;
  // All of them, also where one is not there: bars are as wide in every panel.
  const xOffset = { field: 'series', type: 'nominal', scale: { domain: [...variants] } } as const;
  const color = {
    ...{ field: 'series', type: 'nominal', legend: { title: null, orient: 'bottom' } },
    scale: { domain: [...variants], range: variants.map((_, index) => colours[index % colours.length]!) },
  } as const;
  const y = { type: 'quantitative', title: 'Gain (points)', field: 'mean', axis: panelAxis } as const;
  const label = { field: 'mean', type: 'quantitative', format: '+.1f' } as const;
  const layer = [
    { mark: { type: 'bar' }, encoding: { x, xOffset, y, color } },
    {
      mark: { type: 'rule', strokeWidth: 1.5, color: palette.ink },
      encoding: { x, xOffset, y: { ...y, field: 'low' }, y2: { field: 'high' } },
    },
    {
      mark: { type: 'text', dy: -6, fontSize: 9, baseline: 'bottom' },
      encoding: { x, xOffset, y: { ...y, field: 'high' }, text: label },
    },
  ];
  // Nothing is seen of it: room for the words above the highest bar, which would lift the panel's title.
  const room = {
    transform: [{ calculate: 'datum.high + 0.12 * abs(datum.high)', as: 'room' }],
    ...{
      mark: { type: 'point', opacity: 0, color: palette.paper },
      encoding: { x, xOffset, y: { ...y, field: 'room' } },
    },
  };
  const bars = variants.length * xs.length;
  return {
    data: { values: [...points] },
    facet: {
      ...{ field: 'section', type: 'nominal', title: null },
      sort: [...new Set(points.map(({ section }) => section))],
      header: { labelExpr: "split(datum.label, ': ')" },
    },
    ...{ ...panelLayout, columns },
    spec: { width: Math.max(200, 34 * bars), height: 170, layer: [...layer, room] },
    resolve: { scale: { y: 'independent' }, axis: { x: 'independent', y: 'independent' } },
  } as unknown as TopLevelSpec;
}
