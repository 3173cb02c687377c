import type { SeriesStyle } from './seriesStyle';
import { palette } from './theme';

export interface Series {
  readonly title: string;
  readonly style: SeriesStyle;
}

type Layer = Record<string, unknown>;

/** Lines of each width: one scale of widths would sort them by it. */
export const lineLayers = (series: readonly Series[], mark: Layer, encoding: Layer): Layer[] =>
  layers(
    series,
    ({ width }) => width,
    (width) => ({ mark: { ...mark, strokeWidth: width }, encoding }),
  );

/** Markers, filled or hollow. */
export const pointLayers = (series: readonly Series[], size: number, encoding: Layer): Layer[] =>
  layers(
    series,
    ({ hollow }) => hollow,
    (hollow) => ({
      mark: hollow
        ? {
            type: 'point',
            filled: false,
            fill: palette.paper,
            strokeWidth: 1.5,
            size: 0.8 * size,
            opacity: 1,
          }
        : { type: 'point', filled: true, size, opacity: 1 },
      encoding,
    }),
  );

function layers<T extends number | boolean>(
  series: readonly Series[],
  part: (style: SeriesStyle) => T,
  layer: (value: T) => Layer,
): Layer[] {
  const values = [...new Set(series.map(({ style }) => part(style)))].sort((a, b) => Number(a) - Number(b));
  return values.map((value) => ({
    transform: [
      {
        filter: {
          field: 'series',
          oneOf: series.filter(({ style }) => part(style) === value).map(({ title }) => title),
        },
      },
    ],
    ...layer(value),
  }));
}
