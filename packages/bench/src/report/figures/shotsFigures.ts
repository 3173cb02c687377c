import { learns } from '../../grid/combination';
import type { Asked } from '../asked';
import { metric } from '../measure';
import { rowsOf } from '../rows';
import { measureSection } from '../tables/measureSection';
import { sectionsOf } from '../tables/sections';
import { shotsOf } from '../tables/shotsOf';
import { atShots } from '../tables/shotsTable';
import { curves } from './curves';
import type { Figure } from '../../figures/figure';
import { pointOf } from './points';
import { besideCombinations } from '../../figures/seriesStyle';

/** Fig. 3: one on average, and a panel for each data set. Nothing where there is one number of shots. */
export function shotsFigures(
  asked: readonly Asked[],
  { id, title }: { id: string; title: string },
): Figure[] {
  const shots = shotsOf(asked);
  if (shots.length < 2) return [];
  const rows = rowsOf(asked);
  const methods = rows.map(({ method }) => method);
  const series = rows.map((row) => ({ title: row.title, style: besideCombinations(row.method, methods) }));
  // A line of plain CLIP alone says nothing.
  const learning = new Set(rows.filter(({ method }) => learns(method)).map((row) => row.title));
  const of = (isAverage: boolean): Figure[] => {
    const sections = sectionsOf(asked).filter((section) => section.isAverage === isAverage);
    const points = sections.flatMap((section) =>
      rows.flatMap((row) =>
        shots.flatMap((x) =>
          pointOf(
            measureSection(atShots(row.asked, x), section, metric('accuracy')),
            { section: section.title, series: row.title, x },
            section,
          ),
        ),
      ),
    );
    if (!points.some(({ series: title }) => learning.has(title))) return [];
    const names = sections.map((section) => section.title);
    const shown = series.filter((one) => points.some((point) => point.series === one.title));
    const spec = curves({
      points,
      series: shown,
      sections: names,
      x: 'Training pictures per class',
      values: shots,
    });
    const bars = 'Bars: one standard deviation over seeds.';
    return isAverage
      ? [
          {
            id: `${id}-average`,
            title: `${title}: ${names[0]!.toLowerCase()}`,
            caption: `${bars} Averages that lack a part are not drawn.`,
            spec,
          },
        ]
      : [{ id, title: `${title}: each data set`, caption: bars, spec }];
  };
  return [...of(true), ...of(false)];
}
