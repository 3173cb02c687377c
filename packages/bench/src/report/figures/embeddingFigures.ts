import type { TopLevelSpec } from 'vega-lite';
import type { BeforeAndAfter } from '../../grid/results';
import { shownPictures } from '../../grid/running/shownPictures';
import type { Asked } from '../asked';
import { methodTitle } from '../titles';
import type { Figure } from '../../figures/figure';
import { markers } from '../../figures/markers';
import { palette } from '../../figures/theme';
import { tsne } from './tsne';

/** Features of one trained cell's test pictures. */
export interface KeptFeatures {
  readonly asked: Asked;
  readonly kept: BeforeAndAfter;
}

/** Fig. 4c: what the image tower makes of one data set's test pictures, before, and after each method. */
export async function embeddingFigure(cells: readonly [KeptFeatures, ...KeptFeatures[]]): Promise<Figure> {
  const [{ asked, kept }] = cells;
  const { cell } = asked;
  const { classNames, labels } = kept.before;
  const chosen = shownPictures(labels);
  const panels = [
    { title: 'Plain CLIP', features: kept.before.features },
    ...cells.map((one) => ({
      title: methodTitle(one.asked.cell.method),
      features: one.kept.after.features,
    })),
  ];
  const points: EmbeddedPoint[] = [];
  for (const { title, features } of panels) {
    const places = await tsne(chosen.map((index) => features[index]!));
    for (const [place, [x, y]] of places.entries())
      points.push({ panel: title, label: String(labels[chosen[place]!]!), x, y });
  }
  const shown = [...new Set(chosen.map((index) => labels[index]!))];
  const fewer =
    shown.length < classNames.length ? `, the first ${shown.length} of ${classNames.length} classes` : '';
  return {
    id: `embeddings-${asked.names.file(cell.dataSet)}`,
    title: `Image embeddings, ${asked.names.title(cell.dataSet)}: before and after (Fig. 4c)`,
    caption: `t-SNE (perplexity 30, 500 steps) of ${chosen.length} test pictures${fewer}, after ${cell.shots} shots with seed ${cell.seed}. Each panel is computed by itself: distances between panels mean nothing.`,
    spec: scatter(points, shown, classNames),
  };
}

interface EmbeddedPoint {
  readonly panel: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

const { vermillion, blue, green, purple, orange, sky, olive, ink, muted } = palette;
const colours = [vermillion, blue, green, purple, orange, sky, olive, ink, muted, blue];
const shapes = Object.values(markers);

function scatter(
  points: readonly EmbeddedPoint[],
  labels: readonly number[],
  classNames: readonly string[],
): TopLevelSpec {
  const domain = labels.map(String);
  const named = Object.fromEntries(
    labels.map((label) => [String(label), classNames[label] ?? String(label)]),
  );
  const legend = {
    ...{ title: null, orient: 'bottom', columns: 4 },
    labelExpr: `${JSON.stringify(named)}[datum.value]`,
  } as const;
  const range = <T>(all: readonly T[]): T[] => labels.map((_, index) => all[index % all.length]!);
  const encoded = { field: 'label', type: 'nominal', legend } as const;
  const axis = { title: null, labels: false, ticks: false, grid: false, domain: false } as const;
  const scale = { zero: false, padding: 12, nice: false } as const;
  const panels = [...new Set(points.map(({ panel }) => panel))];
  return {
    data: { values: [...points] },
    facet: { field: 'panel', type: 'nominal', title: null, sort: panels },
    columns: 3,
    spec: {
      ...{ width: 300, height: 280 },
      mark: { type: 'point', filled: true, size: 45, opacity: 0.8 },
      encoding: {
        x: { field: 'x', type: 'quantitative', scale, axis },
        y: { field: 'y', type: 'quantitative', scale, axis },
        color: { ...encoded, scale: { domain, range: range(colours) } },
        shape: { ...encoded, scale: { domain, range: range(shapes) } },
      },
    },
    resolve: { scale: { x: 'independent', y: 'independent' } },
  } as unknown as TopLevelSpec;
}
