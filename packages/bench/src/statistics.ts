import { mean as meanOf, median as medianOf, sampleStandardDeviation } from 'simple-statistics';

/** NaN of nothing. */
export const mean = (values: readonly number[]): number => (values.length === 0 ? NaN : meanOf([...values]));

/** Standard deviation of the sample: divided by n − 1; 0 of fewer than two. */
export const deviation = (values: readonly number[]): number =>
  values.length < 2 ? 0 : sampleStandardDeviation([...values]);

/** 2ab/(a + b); 0 where both are. */
export const harmonicMean = (a: number, b: number): number => (a + b === 0 ? 0 : (2 * a * b) / (a + b));

/** The middle one; of an even number, the mean of the middle two. */
export const median = (values: readonly number[]): number => medianOf([...values]);
