import { methodTable } from '@dsra/prompts';
import { hasAdapters, hostOf, isCombined, withPlugIn } from '../grid/combination';
import { type Colour, palette } from './theme';

/** How a method looks in every figure: told apart by colour, dash and shape at once. */
export interface SeriesStyle {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly shape: string;
  readonly width: number;
}

const solid: readonly number[] = [1, 0];
const dashed: readonly number[] = [6, 3];
const dotted: readonly number[] = [2, 2];

const down = 'triangle-down';
const styles: Readonly<Record<string, readonly [Colour, readonly number[], string]>> = {
  zeroShot: ['muted', [1, 3], 'cross'],
  coOp: ['sky', solid, 'square'],
  coOpStar: ['sky', dashed, 'diamond'],
  coCoOp: ['olive', solid, 'triangle-up'],
  vpt: ['olive', dashed, down],
  ivlp: ['green', dotted, 'square'],
  maple: ['green', solid, 'diamond'],
  mapleStar: ['green', dashed, 'triangle-up'],
  kgCoOp: ['orange', solid, down],
  proGrad: ['purple', solid, 'square'],
  promptSrc: ['purple', dashed, 'circle'],
  clipAdapter: ['orange', dashed, 'cross'],
  dsra: ['blue', solid, 'square'],
  dsraPromptSrc: ['vermillion', solid, 'circle'],
};

/** With DsRA thick and solid in its host's colour and shape. */
export function seriesStyle(method: string): SeriesStyle {
  const combined = isCombined(method);
  const [colour, dash, shape] = styles[hostOf(method)] ?? (['ink', solid, 'circle'] as const);
  const thick = hasAdapters(method);
  return { colour: palette[colour], dash: combined ? solid : dash, shape, width: thick ? 3 : 1.5 };
}

/** The same where hosts stand beside their combinations with DsRA: hosts are dashed. */
export function besideCombinations(method: string, methods: readonly string[]): SeriesStyle {
  const style = seriesStyle(method);
  return methods.includes(withPlugIn(method)) ? { ...style, dash: dashed } : style;
}

/** Methods of the table that have no look of their own. */
export const unstyledMethods = (): string[] => Object.keys(methodTable).filter((name) => !(name in styles));

/** Scales for `series` values, in the given order. */
export function seriesScales(series: readonly { readonly title: string; readonly style: SeriesStyle }[]) {
  const domain = series.map(({ title }) => title);
  const range = <T>(part: (style: SeriesStyle) => T): { domain: string[]; range: T[] } => ({
    domain,
    range: series.map(({ style }) => part(style)),
  });
  return {
    colour: range(({ colour }) => colour),
    dash: range(({ dash }) => [...dash]),
    shape: range(({ shape }) => shape),
  };
}
