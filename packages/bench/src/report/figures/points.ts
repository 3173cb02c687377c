import type { Measure } from '../measure';

/** A mean with its deviation, at its place in a figure, in percent. */
export interface Point {
  readonly section: string;
  readonly series: string;
  readonly x: number | string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Nothing where there is no number, and where an average lacks a part: it would stand too high or too low. */
export function pointOf(
  measure: Measure | undefined,
  place: Pick<Point, 'section' | 'series' | 'x'>,
  { isAverage }: { readonly isAverage: boolean },
): Point[] {
  if (!measure?.spread || (isAverage && measure.incomplete)) return [];
  const { mean, deviation = 0 } = measure.spread;
  return [{ ...place, mean: 100 * mean, low: 100 * (mean - deviation), high: 100 * (mean + deviation) }];
}
