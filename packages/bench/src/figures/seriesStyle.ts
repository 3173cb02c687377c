import { methodTable } from '@dsra/prompts';
import { hasAdapters, hostOf, isCombined, withPlugIn } from '../grid/combination';
import { type Marker, markers } from './markers';
import { type Colour, palette } from './theme';

/** How a method looks in every figure: told apart by colour, dash and shape at once. */
export interface SeriesStyle {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly shape: string;
  readonly width: number;
  /** An outline alone: what stands beside the same with more in it. */
  readonly hollow: boolean;
}

const solid: readonly number[] = [1, 0];
const dashed: readonly number[] = [6, 3];
const dotted: readonly number[] = [2, 2];

/** A shape for each: colours look alike in grey, and to some people. */
const styles: Readonly<Record<string, readonly [Colour, readonly number[], Marker]>> = {
  zeroShot: ['muted', [1, 3], 'cross'],
  coOp: ['sky', solid, 'up'],
  coOpStar: ['sky', dashed, 'right'],
  coCoOp: ['olive', solid, 'left'],
  vpt: ['olive', dashed, 'post'],
  ivlp: ['green', dotted, 'hourglass'],
  maple: ['green', solid, 'diamond'],
  mapleStar: ['green', dashed, 'star'],
  kgCoOp: ['orange', solid, 'down'],
  proGrad: ['purple', solid, 'bowTie'],
  promptSrc: ['purple', dashed, 'saltire'],
  clipAdapter: ['orange', dashed, 'ring'],
  dsra: ['blue', solid, 'square'],
  dsraPromptSrc: ['vermillion', solid, 'circle'],
};

/** With DsRA thick and solid in its host's colour and shape. */
export function seriesStyle(method: string): SeriesStyle {
  const combined = isCombined(method);
  const [colour, dash, shape] = styles[hostOf(method)] ?? (['ink', solid, 'circle'] as const);
  const thick = hasAdapters(method);
  return {
    ...{ colour: palette[colour], shape: markers[shape], hollow: false },
    ...{ dash: combined ? solid : dash, width: thick ? 3 : 1.5 },
  };
}

/** The same where hosts stand beside their combinations with DsRA: hosts are dashed and hollow. */
export function besideCombinations(method: string, methods: readonly string[]): SeriesStyle {
  const style = seriesStyle(method);
  return methods.includes(withPlugIn(method)) ? { ...style, dash: dashed, hollow: true } : style;
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
