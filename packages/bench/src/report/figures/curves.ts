import type { TopLevelSpec } from 'vega-lite';
import { panelAxis, panelLayout } from './panelLayout';
import type { Point } from './points';
import { seriesKey } from '../../figures/seriesKey';
import { lineLayers, pointLayers, type Series } from '../../figures/seriesMarks';
import { seriesScales } from '../../figures/seriesStyle';

export interface Curves {
  readonly points: readonly Point[];
  readonly series: readonly Series[];
  /** Panels in this order; one is drawn larger. */
  readonly sections: readonly string[];
  readonly x: string;
  /** Values of the horizontal axis, a logarithm to base 2 where they grow so. */
  readonly values: readonly number[];
}

const alone = { width: 620, height: 330 };
const panel = { width: 215, height: 165 };

/** Accuracy against a number, a panel for each section, with deviations as bars. */
export function curves(of: Curves): TopLevelSpec {
  const { points, series, sections } = of;
  const single = sections.length === 1;
  const layer = layersOf(of, single ? 70 : 40);
  const beside = Math.min(sections.length, panelLayout.columns);
  const width = single ? alone.width : beside * panel.width + (beside - 1) * panelLayout.spacing.column;
  return {
    spacing: 14,
    vconcat: [
      { data: { values: [...points] }, ...(single ? { ...alone, layer } : panels(sections, layer)) },
      seriesKey(series, { width: Math.max(width, alone.width) }),
    ],
  } as unknown as TopLevelSpec;
}

function layersOf({ series, x, values }: Curves, size: number) {
  const { colour, dash, shape } = seriesScales(series);
  const isLog =
    values.length > 2 && values.every((value, index) => index === 0 || value >= 2 * values[index - 1]!);
  const scale = isLog
    ? ({ type: 'log', base: 2, nice: false } as const)
    : ({ zero: false, nice: false } as const);
  const horizontal = {
    field: 'x',
    type: 'quantitative',
    title: x,
    scale: { ...scale, domain: [values[0]!, values.at(-1)!], padding: 10 },
    axis: { values: [...values], format: 'd', grid: false },
  } as const;
  const y = {
    ...{ field: 'mean', type: 'quantitative', title: 'Accuracy (%)' },
    ...{ scale: { zero: false }, axis: { format: '.3~r', ...panelAxis } },
  } as const;
  const by = (range: unknown) => ({ field: 'series', type: 'nominal', scale: range, legend: null });
  const color = by(colour);
  return [
    {
      mark: { type: 'rule', opacity: 0.45 },
      encoding: { x: horizontal, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
    },
    ...lineLayers(series, { type: 'line' }, { x: horizontal, y, color, strokeDash: by(dash) }),
    ...pointLayers(series, size, { x: horizontal, y, color, shape: by(shape) }),
  ];
}

function panels(sections: readonly string[], layer: unknown) {
  return {
    facet: { field: 'section', type: 'nominal', title: null, sort: [...sections] },
    ...panelLayout,
    spec: { ...panel, layer },
    resolve: { scale: { y: 'independent' }, axis: { x: 'independent', y: 'independent' } },
  };
}
