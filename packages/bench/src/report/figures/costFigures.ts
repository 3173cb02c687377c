import type { TopLevelSpec } from 'vega-lite';
import type { Asked } from '../asked';
import { metric, type Reading } from '../measure';
import { rowsOf } from '../rows';
import { measureSection } from '../tables/measureSection';
import { sectionsOf } from '../tables/sections';
import type { Figure } from '../../figures/figure';
import { seriesScales, seriesStyle } from '../../figures/seriesStyle';

interface Cost {
  readonly series: string;
  readonly accuracy: number;
  readonly parameters: number;
  readonly milliseconds: number | undefined;
}

/** What methods cost against what they give: parameters, and the time of a training step. */
export function costFigures(asked: readonly Asked[]): Figure[] {
  const [section] = sectionsOf(asked);
  if (!section) return [];
  const rows = rowsOf(asked);
  const costs = rows.flatMap(({ title, asked: own }): Cost[] => {
    const value = (read: Reading) => measureSection(own, section, read)?.spread?.mean;
    const accuracy = value(metric('accuracy'));
    if (accuracy === undefined) return [];
    const seconds = own.some(({ cell }) => cell.shots > 0)
      ? value((record) => record.stepSeconds)
      : undefined;
    return [
      {
        series: title,
        accuracy: 100 * accuracy,
        parameters: value((record) => record.parameters) ?? 0,
        milliseconds: seconds === undefined ? undefined : 1000 * seconds,
      },
    ];
  });
  if (costs.length < 2) return [];
  const series = rows.map(({ title, method }) => ({ title, style: seriesStyle(method) }));
  return [
    {
      id: 'cost',
      title: `Cost against accuracy: ${section.title}`,
      caption:
        'Left: learned parameters of the model that was trained, on a logarithmic axis that begins at 0. Right: a training step, of trained methods. Further up and left is better.',
      spec: panels(
        costs,
        series.filter(({ title }) => costs.some((cost) => cost.series === title)),
      ),
    },
  ];
}

function panels(costs: readonly Cost[], series: Parameters<typeof seriesScales>[0]): TopLevelSpec {
  const { colour, shape } = seriesScales(series);
  const legend = { title: null, orient: 'bottom', columns: 4 } as const;
  const y = {
    field: 'accuracy',
    type: 'quantitative',
    title: 'Accuracy (%)',
    scale: { zero: false, padding: 8 },
  } as const;
  const color = { field: 'series', type: 'nominal', scale: colour, legend } as const;
  const shapes = { field: 'series', type: 'nominal', scale: shape, legend } as const;
  const mark = { type: 'point', filled: true, size: 110, opacity: 0.9 } as const;
  const least = Math.min(...costs.map(({ parameters }) => parameters).filter((count) => count > 0), 1000);
  const parameters = {
    ...{ field: 'parameters', type: 'quantitative', title: 'Learned parameters' },
    scale: { type: 'symlog', constant: least / 2 },
    axis: {
      values: [0, 1e3, 1e4, 1e5, 1e6, 1e7],
      labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~s')",
    },
  } as const;
  const milliseconds = {
    field: 'milliseconds',
    type: 'quantitative',
    title: 'Milliseconds per step',
  } as const;
  const size = { width: 300, height: 260 };
  return {
    data: { values: [...costs] },
    hconcat: [
      { ...size, mark, encoding: { x: parameters, y, color, shape: shapes } },
      {
        ...size,
        transform: [{ filter: 'isValid(datum.milliseconds)' }],
        ...{ mark, encoding: { x: milliseconds, y, color, shape: shapes } },
      },
    ],
  } as unknown as TopLevelSpec;
}
