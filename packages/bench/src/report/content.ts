import { benchProtocols } from '../grid/cell';
import type { Results } from '../grid/results';
import type { Asked } from './asked';
import { absentPublished } from './absent';
import { confusionNumbers } from './confusionNumbers';
import { confusionTables } from './confusions';
import { confusionFigures } from './figures/confusionFigures';
import { embeddingFigure, type KeptFeatures } from './figures/embeddingFigures';
import type { Figure } from '../figures/figure';
import { perClassFigures } from './figures/perClassFigures';
import { headlines } from './headline';
import { type ProtocolHoles, holesOf } from './holes';
import type { Numbers } from './numbers';
import { perClassNumbers } from './perClassNumbers';
import { protocolFigures } from './protocolFigures';
import type { ReportTable } from './reportTable';
import { surroundingsOf } from './surroundings';
import { protocolTables } from './tables/protocolTables';
import { titleOf } from './tables/sections';
import { protocolTitles } from './titles';

/** One chapter of a report. */
export interface Chapter {
  readonly id: string;
  readonly title: string;
  /** How much of it is there, where something is not. */
  readonly lacking: string | undefined;
  readonly tables: readonly ReportTable[];
  readonly figures: readonly Figure[];
  /** What figures and tables show a part of. */
  readonly numbers: readonly Numbers[];
  /** Which published numbers do not stand beside these. */
  readonly published: string | undefined;
}

/** Everything that a report says, before it is written in any format. */
export interface ReportContent {
  readonly asked: readonly Asked[];
  readonly surroundings: readonly (readonly [name: string, value: string])[];
  readonly holes: readonly ProtocolHoles[];
  readonly chapters: readonly Chapter[];
}

/** A chapter for each protocol and model, then those on single methods. */
export async function contentOf(asked: readonly Asked[], results: Results): Promise<ReportContent> {
  const models = [...new Set(asked.map(({ cell }) => cell.model))];
  const chapters: Chapter[] = [];
  for (const [place, model] of models.entries()) {
    const own = asked.filter(({ cell }) => cell.model === model);
    const named =
      models.length > 1 ? { suffix: `-${place + 1}`, words: ` (${model})` } : { suffix: '', words: '' };
    const closer = await closerChapters(own, results);
    chapters.push(...[...protocolChapters(own), ...closer].map((chapter) => renamed(chapter, named)));
  }
  return { asked, surroundings: surroundingsOf(asked), holes: holesOf(asked), chapters };
}

function protocolChapters(asked: readonly Asked[]): Chapter[] {
  return benchProtocols.flatMap((protocol) => {
    const own = asked.filter(({ cell }) => cell.protocol === protocol);
    if (own.length === 0) return [];
    const done = own.filter(({ state }) => state === 'done').length;
    const lacking = done < own.length ? `${done} of ${own.length} cells are there.` : undefined;
    const [tables, figures] = [protocolTables[protocol](own), protocolFigures[protocol](own)];
    const published = absentPublished(protocol, own);
    return [
      { id: protocol, title: protocolTitles[protocol], lacking, tables, figures, numbers: [], published },
    ];
  });
}

async function closerChapters(asked: readonly Asked[], results: Results): Promise<Chapter[]> {
  const embeddings = await embeddingFigures(asked, results);
  const chosen = headlines(asked);
  return [
    closer('embeddings', 'Image embeddings', { figures: embeddings }),
    closer('confusion', 'Confusion', {
      tables: chosen.flatMap(confusionTables),
      figures: chosen.flatMap(confusionFigures),
      numbers: chosen.flatMap(confusionNumbers),
    }),
    closer('per-class', 'Accuracy in each class', {
      figures: chosen.flatMap((cells) => perClassFigures(cells, asked)),
      numbers: chosen.flatMap((cells) => perClassNumbers(cells, asked)),
    }),
  ].filter(({ tables, figures }) => tables.length + figures.length > 0);
}

const closer = (
  id: string,
  title: string,
  parts: Partial<Pick<Chapter, 'tables' | 'figures' | 'numbers'>>,
): Chapter => ({
  ...{ id, title, lacking: undefined, published: undefined },
  ...{ tables: [], figures: [], numbers: [], ...parts },
});

/** One for each data set and seed that features are kept of. */
async function embeddingFigures(asked: readonly Asked[], results: Results): Promise<Figure[]> {
  const groups = new Map<string, [KeptFeatures, ...KeptFeatures[]]>();
  for (const one of asked.filter(({ cell, state }) => cell.embeddings && state === 'done')) {
    const kept = await results.embeddings(one.id);
    if (!kept) continue;
    const { dataSet, seed, shots, testPerClass } = one.cell;
    const key = JSON.stringify([dataSet, seed, shots, testPerClass]);
    const group = groups.get(key);
    if (group) group.push({ asked: one, kept });
    else groups.set(key, [{ asked: one, kept }]);
  }
  const figures: Figure[] = [];
  for (const group of groups.values()) {
    const figure = await embeddingFigure(group);
    const twins = figures.filter(({ id }) => id.startsWith(figure.id)).length;
    figures.push(twins > 0 ? { ...figure, id: `${figure.id}-${twins + 1}` } : figure);
  }
  return figures;
}

/** Tells chapters of several models apart, and their files. */
function renamed(chapter: Chapter, { suffix, words }: { suffix: string; words: string }): Chapter {
  if (suffix === '') return chapter;
  const name = <T extends { readonly id: string }>(one: T): T => ({ ...one, id: `${one.id}${suffix}` });
  return {
    ...name(chapter),
    title: `${chapter.title}${words}`,
    tables: chapter.tables.map(name),
    figures: chapter.figures.map(name),
    numbers: chapter.numbers.map(name),
  };
}

/** What the report is about, in a line. */
export function subtitleOf({ asked }: ReportContent): string {
  const sets = [...new Set(asked.map(({ cell }) => cell.dataSet))];
  const shown =
    sets.length > 6 ? `${sets.length} data sets` : sets.map((name) => titleOf(asked, name)).join(', ');
  const models = [...new Set(asked.map(({ cell }) => cell.model))].join(', ');
  return `${models === 'embedded' ? 'the embedded model' : models} on ${shown}`;
}
