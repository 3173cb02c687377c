import type { TopLevelSpec } from 'vega-lite';
import { drawFigure } from '../figures/draw';
import { seriesScales, seriesStyle } from '../figures/seriesStyle';
import { methodTitle } from '../report/titles';
import { median } from '../statistics';
import type { EpochPoint } from './epochs';
import type { Axis, GrowthPoint } from './growth';

const titles: Readonly<Record<Axis, string>> = {
  classes: 'Classes',
  resolution: 'Picture side (pixels)',
  layers: 'Layers of each tower',
};

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly values: readonly { x: number; y: number; method: string }[];
}

/** How the cost of a step and of an epoch grows, one panel per axis, and its memory with the classes; an SVG drawing. */
export async function growthPlot(
  points: readonly GrowthPoint[],
  epochs: readonly EpochPoint[],
): Promise<string> {
  const axes = [...new Set(points.map(({ axis }) => axis))];
  const along = (axis: Axis, cost: (point: GrowthPoint) => number): Panel['values'] =>
    points
      .filter((point) => point.axis === axis)
      .map((point) => ({ x: point.value, y: cost(point), method: methodTitle(point.method) }));
  const panels = axes.map((axis): Panel => {
    const values = along(axis, ({ milliseconds }) => median(milliseconds) / 1000);
    return { title: titles[axis], unit: 'Seconds a step', values };
  });
  if (axes.includes('classes')) {
    const values = along('classes', ({ peakMemoryBytes }) => peakMemoryBytes / 2 ** 30);
    panels.push({ title: titles.classes, unit: 'Peak memory (GB)', values });
  }
  if (epochs.length > 0) {
    const method = methodTitle('dsra');
    const values = epochs.map(({ shots, seconds }) => ({ x: shots, y: median(seconds), method }));
    panels.push({ title: 'Shots (embedded model)', unit: 'Seconds an epoch', values });
  }
  const methods = [...new Set(points.map(({ method }) => method))];
  const series = methods.map((name) => ({ title: methodTitle(name), style: seriesStyle(name) }));
  const { svg } = await drawFigure({
    ...{ id: 'growth', title: 'How the cost of training grows' },
    caption: 'Medians.',
    spec: {
      columns: 3,
      concat: panels.map((panel) => panelSpec(panel, seriesScales(series))),
    } as unknown as TopLevelSpec,
  });
  return svg;
}

function panelSpec({ title, unit, values }: Panel, { colour, dash, shape }: ReturnType<typeof seriesScales>) {
  const legend = { title: null, orient: 'bottom', symbolOpacity: 1 } as const;
  const method = { field: 'method', type: 'nominal', legend } as const;
  const x = { field: 'x', type: 'quantitative', title, axis: { grid: false } } as const;
  const y = { field: 'y', type: 'quantitative', title: unit, scale: { zero: true } } as const;
  const color = { ...method, scale: colour };
  return {
    ...{ width: 240, height: 180, data: { values: [...values] } },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { x, y, color, strokeDash: { ...method, scale: dash } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: { x, y, color, shape: { ...method, scale: shape } },
      },
    ],
  } as const;
}
