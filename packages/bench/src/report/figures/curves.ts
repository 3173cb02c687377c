import type { TopLevelSpec } from 'vega-lite';
import { panelLayout } from './panelLayout';
import type { Point } from './points';
import { seriesScales, type SeriesStyle } from '../../figures/seriesStyle';

export interface Curves {
  readonly points: readonly Point[];
  readonly series: readonly { readonly title: string; readonly style: SeriesStyle }[];
  /** Panels in this order; one is drawn larger. */
  readonly sections: readonly string[];
  readonly x: string;
  /** Values of the horizontal axis, a logarithm to base 2 where they grow so. */
  readonly values: readonly number[];
}

/** Accuracy against a number, a panel for each section, with deviations as bars. */
export function curves({ points, series, sections, x, values }: Curves): TopLevelSpec {
  const { colour, dash, shape } = seriesScales(series);
  const single = sections.length === 1;
  const legend = { title: null, orient: 'bottom', columns: single ? 3 : 4, symbolOpacity: 1 } as const;
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
  const y = { field: 'mean', type: 'quantitative', title: 'Accuracy (%)', scale: { zero: false } } as const;
  const color = { field: 'series', type: 'nominal', scale: colour, legend } as const;
  const strokeDash = { field: 'series', type: 'nominal', scale: dash, legend } as const;
  /** One layer for each width: a scale of widths would sort them. */
  const lines = ({ width, titles }: { width: number; titles: readonly string[] }) => ({
    transform: [{ filter: { field: 'series', oneOf: titles } }],
    mark: { type: 'line', strokeWidth: width },
    encoding: { x: horizontal, y, color, strokeDash },
  });
  const layer = [
    {
      mark: { type: 'rule', opacity: 0.45 },
      encoding: { x: horizontal, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
    },
    ...widthsOf(series).map(lines),
    {
      mark: { type: 'point', filled: true, size: single ? 70 : 40, opacity: 1 },
      encoding: {
        x: horizontal,
        y,
        color,
        shape: { field: 'series', type: 'nominal', scale: shape, legend },
      },
    },
  ];
  const spec = single ? { width: 520, height: 320, layer } : panels(sections, layer);
  return { data: { values: [...points] }, ...spec } as unknown as TopLevelSpec;
}

function widthsOf(series: Curves['series']): { width: number; titles: string[] }[] {
  const widths = [...new Set(series.map(({ style }) => style.width))].sort((a, b) => a - b);
  return widths.map((width) => ({
    width,
    titles: series.filter(({ style }) => style.width === width).map(({ title }) => title),
  }));
}

function panels(sections: readonly string[], layer: unknown) {
  return {
    facet: { field: 'section', type: 'nominal', title: null, sort: [...sections] },
    ...panelLayout,
    spec: { width: 215, height: 165, layer },
    resolve: { scale: { y: 'independent' }, axis: { x: 'independent', y: 'independent' } },
  };
}
