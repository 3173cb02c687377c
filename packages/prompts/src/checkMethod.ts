import { DsraError } from '@dsra/core';
import { architectureOf, type Frame, learnedShapes, type Method } from './method';
import { methodFrom } from './methods/table';

/**
 * Refuses, before any work, what could not be trained or, once saved, not be loaded: the options of a method of the table are
 * checked as `load` checks them.
 * @throws DsraError `badConfig` with every option that is wrong
 */
export function checkMethod(method: unknown, frame: Frame): asserts method is Method {
  if (typeof method !== 'object' || method === null) {
    const hint = typeof method === 'function' ? ': call it, as in fit(dsra(), …)' : '';
    throw new DsraError('badConfig', `what is to be trained is a ${typeof method} and no method${hint}`);
  }
  const { recipe, parameters } = method as Method;
  if (recipe) methodFrom(recipe);
  if (!parameters) return;
  const sizes = Object.values(learnedShapes(method as Method, architectureOf(frame)));
  if (sizes.some((shape) => !shape.includes(0))) return;
  throw new DsraError(
    'badConfig',
    'with these options the method learns nothing: it has no vectors and no adapters',
  );
}
