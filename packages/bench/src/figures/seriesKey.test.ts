import { expect, test } from '@jest/globals';
import type { TopLevelSpec } from 'vega-lite';
import { drawFigure } from './draw';
import { seriesKey } from './seriesKey';
import { seriesStyle } from './seriesStyle';

const series = ['coOp', 'vpt', 'dsra', 'promptSrc', 'maple'].map((name) => ({
  title: name,
  style: seriesStyle(name),
}));

test('as many columns as there is room for, filled downwards', () => {
  const key = seriesKey(series, { width: 300 });
  expect(key.width).toBeLessThanOrEqual(300);
  const places = key.data.values.map(({ left, row }) => [left / (key.width / 2), row]);
  expect(places).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
  ]);
  expect(seriesKey(series, { width: 10 }).data.values.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4]);
});

test('samples have the dashes and widths of their lines', async () => {
  const spec = seriesKey(series, { width: 300 }) as unknown as TopLevelSpec;
  const { svg } = await drawFigure({ id: 'key', title: '', caption: '', spec });
  expect(svg).toContain('stroke-dasharray="6,3"');
  expect(svg).toContain('stroke-width="3"');
  for (const { title } of series) expect(svg).toContain(`>${title}</text>`);
});
