import { DsraError, treeDifferences } from '@dsra/core';
import { architectureOf, type Frame, learnedShapes, type Method } from '../method';

/**
 * Refuses other class names for a method that learned something for each class (class-specific context).
 * @throws DsraError `mismatch`
 */
export function checkRenaming(method: Method, { clip, classNames }: Frame, names: readonly string[]): void {
  const same = names.length === classNames.length && names.every((name, i) => name === classNames[i]);
  if (same) return;
  const architecture = architectureOf({ clip, classNames });
  const one = learnedShapes(method, architecture);
  const oneMore = learnedShapes(method, { ...architecture, classes: classNames.length + 1 });
  const perClass = treeDifferences(oneMore, one);
  if (perClass.length === 0) return;
  throw new DsraError(
    'mismatch',
    `this method learned something for each of its ${classNames.length} classes, so it cannot be used with other class names: train it on them`,
  );
}
