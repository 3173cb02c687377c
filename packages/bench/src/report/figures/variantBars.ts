import type { TopLevelSpec } from 'vega-lite';
import type { Asked } from '../asked';
import { metric } from '../measure';
import { measureSection } from '../tables/measureSection';
import { methodsWithVariants, variantsOf } from '../tables/rankTables';
import { sectionsOf } from '../tables/sections';
import { shotsOf } from '../tables/shotsOf';
import { shotsTitle } from '../tables/shotsTable';
import type { Figure } from './figure';
import { type Point, pointOf } from './points';
import { palette } from './theme';

const colours = [palette.vermillion, palette.blue, palette.green, palette.purple, palette.orange];
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'triangle-down'];

/**
 * Variants side by side (Fig. 4b, Table 4): a panel for each method and section, a group for each number of shots. Points with
 * bars of deviation, on an axis that does not begin at 0, and so no bars from 0: their lengths would lie.
 */
export function variantFigures(asked: readonly Asked[], { id, title }: { id: string; title: string }): Figure[] {
  const variants = variantsOf(asked);
  const shots = shotsOf(asked);
  const methods = methodsWithVariants(asked);
  const points = sectionsOf(asked).flatMap((section) =>
    methods.flatMap(({ name, byVariant }) =>
      variants.flatMap((variant) =>
        shots.flatMap((count) =>
          pointOf(
            measureSection(
              (byVariant.get(variant) ?? []).filter(({ cell }) => cell.shots === count),
              section,
              metric('accuracy'),
            ),
            {
              section: methods.length > 1 ? `${section.title}: ${name}` : section.title,
              series: variant,
              x: shotsTitle(count),
            },
            section,
          ),
        ),
      ),
    ),
  );
  if (points.length === 0) return [];
  return [
    {
      ...{ id, title },
      caption: 'Points: means; bars: one standard deviation over seeds. The vertical axes do not begin at 0.',
      spec: grouped(points, variants, shots.map(shotsTitle)),
    },
  ];
}

function grouped(points: readonly Point[], variants: readonly string[], xs: readonly string[]): TopLevelSpec {
  const legend = { title: null, orient: 'bottom' } as const;
  const x = { field: 'x', type: 'nominal', sort: [...xs], title: null, axis: { labelAngle: 0 } } as const;
  const xOffset = { field: 'series', type: 'nominal', sort: [...variants] } as const;
  const y = { type: 'quantitative', title: 'Accuracy (%)', scale: { zero: false, padding: 8 } } as const;
  const domain = [...variants];
  const color = {
    ...{ field: 'series', type: 'nominal', legend },
    scale: { domain, range: colours.slice(0, Math.max(2, variants.length)) },
  } as const;
  const shape = { ...color, scale: { domain, range: shapes.slice(0, Math.max(2, variants.length)) } } as const;
  const sections = [...new Set(points.map(({ section }) => section))];
  const layer = [
    {
      mark: { type: 'rule', strokeWidth: 2 },
      encoding: { x, xOffset, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
    },
    {
      mark: { type: 'point', filled: true, size: 80, opacity: 1 },
      encoding: { x, xOffset, y: { ...y, field: 'mean' }, color, shape },
    },
  ];
  return {
    data: { values: [...points] },
    facet: { field: 'section', type: 'nominal', title: null, sort: sections },
    columns: 3,
    spacing: 18,
    spec: { width: Math.max(200, 60 * xs.length), height: 170, layer },
    resolve: { scale: { y: 'independent' }, axis: { x: 'independent', y: 'independent' } },
  } as unknown as TopLevelSpec;
}
