import type { TopLevelSpec } from 'vega-lite';
import type { Asked } from '../asked';
import { metric, type Reading } from '../measure';
import { rowsOf } from '../rows';
import { measureSection } from '../tables/measureSection';
import { sectionsOf } from '../tables/sections';
import type { Figure } from '../../figures/figure';
import { seriesKey } from '../../figures/seriesKey';
import { pointLayers, type Series } from '../../figures/seriesMarks';
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
        'Left: learned parameters of the model that was trained, on a logarithmic axis that begins at 0. Right: a training step, of trained methods; other work may have shared the cores. Further up and left is better.',
      spec: panels(
        costs,
        series.filter(({ title }) => costs.some((cost) => cost.series === title)),
      ),
    },
  ];
}

/** Of an axis: never empty. */
const most = (values: readonly number[]): number => Math.max(1, ...values);

function panels(costs: readonly Cost[], series: readonly Series[]): TopLevelSpec {
  const { colour, shape } = seriesScales(series);
  const by = (scale: unknown) => ({ field: 'series', type: 'nominal', scale, legend: null });
  const y = {
    field: 'accuracy',
    type: 'quantitative',
    title: 'Accuracy (%)',
    scale: { zero: false, padding: 8 },
  } as const;
  const least = Math.min(...costs.map(({ parameters }) => parameters).filter((count) => count > 0), 1000);
  const parameters = {
    ...{ field: 'parameters', type: 'quantitative', title: 'Learned parameters' },
    scale: {
      type: 'symlog',
      constant: least / 2,
      domain: [0, 1.3 * most(costs.map((cost) => cost.parameters))],
    },
    axis: {
      values: [0, 1e3, 1e4, 1e5, 1e6, 1e7],
      labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~s')",
    },
  } as const;
  const milliseconds = {
    field: 'milliseconds',
    type: 'quantitative',
    title: 'Milliseconds per step',
    scale: { domain: [0, 1.05 * most(costs.map((cost) => cost.milliseconds ?? 0))] },
  } as const;
  const size = { width: 300, height: 260 };
  const marks = (x: Record<string, unknown>) =>
    pointLayers(series, 110, { x, y, color: by(colour), shape: by(shape) });
  return {
    spacing: 14,
    vconcat: [
      {
        data: { values: [...costs] },
        hconcat: [
          { ...size, layer: marks(parameters) },
          {
            ...{ ...size, transform: [{ filter: 'isValid(datum.milliseconds)' }] },
            layer: marks(milliseconds),
          },
        ],
      },
      seriesKey(series, { width: 680, lines: false }),
    ],
  } as unknown as TopLevelSpec;
}
