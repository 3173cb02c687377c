import type { ClipConfig } from '@dsra/clip';
import { learnedShapes, type Method } from './method';

/** How many numbers a method trains. */
export interface TrainableCount {
  readonly total: number;
  /** By the first three names of a parameter's path, numbers of layers left out: `projection.text.attention`, `coefficients`. */
  readonly byPart: Readonly<Record<string, number>>;
}

/**
 * Counts what a method would train, from the architecture alone: no checkpoint is needed.
 *
 * ```ts
 * countTrainable(dsra(), vitB16).total; // 128600
 * ```
 */
export function countTrainable(method: Method, config: ClipConfig, { classes = 1 } = {}): TrainableCount {
  const byPart: Record<string, number> = {};
  let total = 0;
  for (const [path, shape] of Object.entries(learnedShapes(method, { config, classes }))) {
    const size = shape.reduce((product, length) => product * length, 1);
    const part = partOf(path);
    byPart[part] = (byPart[part] ?? 0) + size;
    total += size;
  }
  return { total, byPart };
}

/** The numbers of layers are no parts of their own. */
const partOf = (path: string): string =>
  path
    .split('.')
    .filter((name) => !/^\d+$/.test(name))
    .slice(0, 3)
    .join('.');
