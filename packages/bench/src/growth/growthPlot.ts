import type { TopLevelSpec } from 'vega-lite';
import { median } from '../statistics';
import type { EpochPoint } from './epochs';
import type { Axis, GrowthPoint } from './growth';

const titles: Readonly<Record<Axis, string>> = {
  classes: 'classes',
  resolution: 'picture side in pixels',
  layers: 'layers of each tower',
};

/** Okabe and Ito's, told apart by shape and dash as well. */
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7'];

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly values: readonly { x: number; y: number; method: string }[];
}

/** How the cost of a step grows, and that of an epoch, one panel per axis; an SVG drawing on white. */
export async function growthPlot(
  points: readonly GrowthPoint[],
  epochs: readonly EpochPoint[],
): Promise<string> {
  const axes = [...new Set(points.map(({ axis }) => axis))];
  const panels = axes.map((axis): Panel => {
    const own = points.filter((point) => point.axis === axis);
    const values = own.map(({ value, method, milliseconds }) => ({
      ...{ x: value, y: median(milliseconds) / 1000, method },
    }));
    return { title: titles[axis], unit: 'seconds a step', values };
  });
  const shots = epochs.map(({ shots: x, seconds }) => ({ x, y: median(seconds), method: 'dsra' }));
  if (shots.length > 0) {
    panels.push({ title: 'shots (embedded model)', unit: 'seconds an epoch', values: shots });
  }
  return draw({
    background: 'white',
    config: { axis: { labelFontSize: 12, titleFontSize: 12 }, legend: { labelFontSize: 12 } },
    columns: 2,
    concat: panels.map(panelSpec),
  });
}

function panelSpec({ title, unit, values }: Panel) {
  const method = { field: 'method', type: 'nominal', title: null } as const;
  return {
    ...{ width: 300, height: 200 },
    data: { values: [...values] },
    mark: { type: 'line', point: { size: 60 }, strokeWidth: 2 },
    encoding: {
      x: { field: 'x', type: 'quantitative', title, axis: { grid: false } },
      y: { field: 'y', type: 'quantitative', title: unit, scale: { zero: true } },
      color: { ...method, scale: { range: colours } },
      shape: method,
      strokeDash: method,
    },
  } as const;
}

/** Vega is loaded when something is drawn: nobody else has to wait for it. */
async function draw(spec: TopLevelSpec): Promise<string> {
  const { parse, View } = await import('vega');
  const { compile } = await import('vega-lite');
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}
