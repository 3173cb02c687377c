import type { Asked } from '../asked';
import { metric } from '../measure';
import { measureSection } from '../tables/measureSection';
import { methodsWithVariants, variantsOf } from '../tables/rankTables';
import { sectionsOf } from '../tables/sections';
import { shotsOf } from '../tables/shotsOf';
import { curves } from './curves';
import type { Figure } from '../../figures/figure';
import { pointOf } from './points';
import { seriesStyle } from '../../figures/seriesStyle';

/** Fig. 4a: accuracy against rank, at the most shots. */
export function rankFigures(asked: readonly Asked[]): Figure[] {
  const shots = Math.max(...shotsOf(asked));
  const own = asked.filter(({ cell }) => cell.shots === shots);
  const ranks = variantsOf(own).map((variant) => ({ variant, x: Number(/\d+/u.exec(variant)?.[0]) }));
  if (ranks.length < 2 || ranks.some(({ x }) => Number.isNaN(x))) return [];
  const methods = methodsWithVariants(own);
  const sections = sectionsOf(own);
  const points = sections.flatMap((section) =>
    methods.flatMap(({ name, byVariant }) =>
      ranks.flatMap(({ variant, x }) =>
        pointOf(
          measureSection(byVariant.get(variant) ?? [], section, metric('accuracy')),
          { section: section.title, series: name, x },
          section,
        ),
      ),
    ),
  );
  if (points.length === 0) return [];
  const spec = curves({
    points,
    series: methods.map(({ name, method }) => ({ title: name, style: seriesStyle(method) })),
    sections: sections.map(({ title }) => title),
    x: 'Rank',
    values: ranks.map(({ x }) => x),
  });
  return [
    {
      id: 'rank',
      title: `Accuracy by rank, ${shots} shots (Fig. 4a)`,
      caption: 'Bars: one standard deviation over seeds. Averages that lack a part are not drawn.',
      spec,
    },
  ];
}
