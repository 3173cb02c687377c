import type { Arithmetic } from './arithmetic';
import type { Update } from './optimizer';

/** The two running means of Adam and how fast they forget. */
export interface Moments {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Adam's direction (Kingma & Ba, Algorithm 1), as in PyTorch: m̂ / (√v̂ + ε), with m̂ and v̂ the running means of the
 * gradient and of its square, corrected for their start at zero.
 */
export function adamDirection<T>(
  math: Arithmetic<T>,
  { memory, count }: Update<T>,
  gradient: T,
  { beta1, beta2, epsilon }: Moments,
): { direction: T; memory: { mean: T; square: T } } {
  const mean = math.add(math.scale(memory.mean!, beta1), math.scale(gradient, 1 - beta1));
  const squared = math.multiply(gradient, gradient);
  const square = math.add(math.scale(memory.square!, beta2), math.scale(squared, 1 - beta2));
  const correctedMean = math.scale(mean, 1 / (1 - beta1 ** count));
  const correctedSquare = math.scale(square, 1 / (1 - beta2 ** count));
  const direction = math.divide(correctedMean, math.shift(math.squareRoot(correctedSquare), epsilon));
  return { direction, memory: { mean, square } };
}
