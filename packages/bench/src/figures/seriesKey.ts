import { type Series, lineLayers, pointLayers } from './seriesMarks';
import { seriesScales } from './seriesStyle';
import { textWidth } from './textWidth';
import { palette } from './theme';

const fontSize = 12;
/** Pixels: of a sample of a line, of a marker alone, between it and its words, between two entries, and from row to row. */
const sample = { line: 34, marker: 14, gap: 7, between: 18, row: 20 };

/**
 * What lines and markers mean, below a figure: Vega's own legend shows no dashes of lines, and no widths.
 * `width`: pixels that there are; `lines`: false where there are markers alone.
 */
export function seriesKey(
  series: readonly Series[],
  { width, lines = true }: { readonly width: number; readonly lines?: boolean },
) {
  const widest = Math.max(...series.map(({ title }) => textWidth(title, fontSize)));
  const long = lines ? sample.line : sample.marker;
  const entry = long + sample.gap + widest + sample.between;
  const columns = Math.min(series.length, Math.max(1, Math.floor(width / entry)));
  const rows = Math.ceil(series.length / columns);
  // Down each column, as lists are read.
  const values = series.map(({ title }, place) => {
    const left = Math.floor(place / rows) * entry;
    return { series: title, row: place % rows, left, right: left + long, middle: left + long / 2 };
  });
  const { colour, dash, shape } = seriesScales(series);
  const across = { type: 'quantitative', axis: null, scale: { domain: [0, columns * entry], nice: false } };
  const down = { field: 'row', type: 'quantitative', axis: null };
  const y = { ...down, scale: { domain: [rows - 0.5, -0.5], nice: false } };
  const by = (scale: unknown) => ({ field: 'series', type: 'nominal', scale, legend: null });
  const ends = { x: { ...across, field: 'left' }, x2: { field: 'right' }, y };
  const at = { x: { ...across, field: 'middle' }, y };
  return {
    ...{ data: { values }, width: columns * entry, height: rows * sample.row, view: { stroke: null } },
    layer: [
      ...(lines
        ? lineLayers(series, { type: 'rule' }, { ...ends, color: by(colour), strokeDash: by(dash) })
        : []),
      ...pointLayers(series, 80, { ...at, color: by(colour), shape: by(shape) }),
      {
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'middle',
          dx: sample.gap,
          fontSize,
          color: palette.ink,
        },
        encoding: { x: { ...across, field: 'right' }, y, text: { field: 'series', type: 'nominal' } },
      },
    ],
  };
}
