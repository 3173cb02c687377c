import type { TopLevelSpec } from 'vega-lite';

/** A figure before it is drawn. */
export interface Figure {
  /** Names its files. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, for those who do not see it, and how it was made. */
  readonly caption: string;
  readonly spec: TopLevelSpec;
}

/** A figure as files have it: dark on white. */
export interface DrawnFigure extends Omit<Figure, 'spec'> {
  readonly svg: string;
}
