import type { TopLevelSpec } from 'vega-lite';
import type { CellEmbeddings } from '../../grid/record';
import type { BeforeAndAfter } from '../../grid/results';
import type { Asked } from '../asked';
import { dataSetTitle, methodTitle } from '../titles';
import { fileName } from './confusionFigures';
import type { Figure } from './figure';
import { palette } from './theme';
import { tsne } from './tsne';

/** So many classes can be told apart, and so many points of each be seen. */
const most = { classes: 10, pictures: 30 };

/** Fig. 4c: what the image tower makes of test pictures, before and after. */
export async function embeddingFigure({ cell }: Asked, kept: BeforeAndAfter): Promise<Figure> {
  const chosen = chosenItems(kept.before);
  const { classNames } = kept.before;
  const panels = await Promise.all(
    (['before', 'after'] as const).map(async (when) => {
      const { features, labels } = kept[when];
      const places = await tsne(chosen.map((index) => features[index]!));
      const panel = when === 'before' ? 'Plain CLIP' : methodTitle(cell.method);
      return places.map(([x, y], index) => {
        const label = labels[chosen[index]!]!;
        return { panel, label: String(label), x, y };
      });
    }),
  );
  const labels = [...new Set(chosen.map((index) => kept.before.labels[index]!))];
  const fewer = labels.length < classNames.length ? `, the first ${labels.length} of ${classNames.length} classes` : '';
  return {
    id: `embeddings-${fileName(cell.dataSet)}-${fileName(cell.method)}`,
    title: `Image embeddings, ${dataSetTitle(cell.dataSet)}: before and after (Fig. 4c)`,
    caption: `t-SNE (perplexity 30, 500 steps, seed 1) of ${chosen.length} test pictures${fewer}, after ${cell.shots} shots with seed ${cell.seed}. Each panel is computed by itself: distances between panels mean nothing.`,
    spec: scatter(panels.flat(), labels, classNames),
  };
}

function chosenItems({ labels }: CellEmbeddings): number[] {
  const counts = new Map<number, number>();
  return labels.flatMap((label, index) => {
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    return label < most.classes && count <= most.pictures ? [index] : [];
  });
}

const { vermillion, blue, green, purple, orange, sky, olive, ink, muted } = palette;
const colours = [vermillion, blue, green, purple, orange, sky, olive, ink, muted, blue];
const shapes = [
  ...['circle', 'square', 'triangle-up', 'diamond', 'cross'],
  ...['triangle-down', 'circle', 'square', 'triangle-up', 'triangle-right'],
];

function scatter(points: readonly object[], labels: readonly number[], classNames: readonly string[]): TopLevelSpec {
  const domain = labels.map(String);
  const named = Object.fromEntries(labels.map((label) => [String(label), classNames[label] ?? String(label)]));
  const legend = {
    ...{ title: null, orient: 'bottom', columns: 4 },
    labelExpr: `${JSON.stringify(named)}[datum.value]`,
  } as const;
  const range = <T>(all: readonly T[]): T[] => labels.map((_, index) => all[index % all.length]!);
  const encoded = { field: 'label', type: 'nominal', legend } as const;
  const axis = { title: null, labels: false, ticks: false, grid: false, domain: false } as const;
  const scale = { zero: false, padding: 12, nice: false } as const;
  const panels = [...new Set(points.map((point) => (point as { panel: string }).panel))];
  return {
    data: { values: [...points] },
    facet: { field: 'panel', type: 'nominal', title: null, sort: panels },
    columns: 2,
    spec: {
      ...{ width: 330, height: 300 },
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
