import type { LoggerInterface } from 'vega';
import type { DrawnFigure, Figure } from './figure';
import { textWidth } from './textWidth';
import { figureConfig } from './theme';

/** Draws with Vega, without a browser; the same figure always gives the same text. */
export async function drawFigure({ spec, ...rest }: Figure): Promise<DrawnFigure> {
  // One after the other: Jest links no two graphs of modules at once.
  const vega = await import('vega');
  const { View, parse, Warn } = vega;
  const { compile } = await import('vega-lite');
  // Vega's own guess is a third too wide, and a canvas, where one is installed, measures otherwise again.
  (vega as unknown as Measuring).textMetrics.width = drawnWidth;
  const config = { ...figureConfig } as NonNullable<typeof spec.config>;
  const compiled = compile({ ...spec, config }, { logger: strict }).spec;
  const view = new View(parse(compiled), { renderer: 'none', logLevel: Warn });
  try {
    return { ...rest, svg: plain(numbered(await view.toSVG(), rest.id)) };
  } finally {
    view.finalize();
  }
}

/** What Vega lets others measure, and its types do not say. */
interface Measuring {
  readonly textMetrics: { width: typeof drawnWidth };
}

/** `limit`: where labels are cut. */
function drawnWidth(
  { fontSize = 11, limit = 0 }: { fontSize?: number; limit?: number },
  text: unknown,
): number {
  const width = textWidth([text].flat().map(String).join(' '), fontSize);
  return limit > 0 ? Math.min(limit, width) : width;
}

/** Warnings are of scales without data and the like, which panels may have. */
const strict: LoggerInterface = {
  level: () => strict,
  error: (...what: readonly unknown[]) => {
    throw new Error(what.map(String).join(' '));
  },
  warn: () => strict,
  info: () => strict,
  debug: () => strict,
};

/** Without what Vega says of every mark to screen readers: the figure's own title and caption say it once. */
const plain = (svg: string): string => svg.replaceAll(/ (?:role|aria-[a-z]+)="[^"]*"/gu, '');

/** Ids are unique in a page and count from 0 in each figure: Vega counts through the process. */
function numbered(svg: string, id: string): string {
  const known = new Map<string, string>();
  return svg.replaceAll(/\b((?:clip|gradient_?)\d+)\b/gu, (name) => {
    if (!known.has(name)) known.set(name, `${id}-${known.size}`);
    return known.get(name)!;
  });
}
