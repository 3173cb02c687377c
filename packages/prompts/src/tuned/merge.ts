import { type AdapterAt, type Clip, type Insertions, mergeAdapters, weightTensors } from '@dsra/clip';
import { DsraError, isLinearAdapter, type LinearAdapter, type Params, type Tower } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Method, Setup } from '../method';
import type { Run } from '../training/run';

/**
 * What was learned, folded into the towers: a plain Clip, owned by the caller, that gives the same features.
 * @throws DsraError `badInput` with every reason why the method cannot be folded away
 */
export function mergeInto({ method, setup }: Run, params: Params): Clip {
  let merged: Clip | undefined;
  // The tidy is for what the method makes on the way; the merged weights leave it.
  tf.tidy(() => {
    const { text, vision } = foldable(method, params, setup);
    merged = mergeAdapters(setup.clip, { text: linear(text), vision: linear(vision) });
    return weightTensors(merged.weights);
  });
  return merged!;
}

/**
 * What a method inserts into the towers, if that is all it does, and nothing but linear adapters.
 * @throws DsraError `badInput` with every reason why not
 */
export function foldable(method: Method, params: Params, setup: Setup): Record<Tower, Insertions> {
  const text = method.text?.(params, setup) ?? {};
  const vision = method.vision?.(params, setup) ?? {};
  const reasons = [
    ...obstacles(text, 'text'),
    ...obstacles(vision, 'vision'),
    ...(method.features ? ['it changes features after the towers'] : []),
    ...(method.score ? ['it has a classifier of its own'] : []),
  ];
  if (reasons.length === 0) return { text, vision };
  throw new DsraError('badInput', `this method cannot be folded into CLIP: ${reasons.join('; ')}`);
}

function obstacles({ adapters = [], vectors = [] }: Insertions, tower: string): string[] {
  const bent = adapters.some(({ adapter }) => !isLinearAdapter(adapter));
  return [
    ...(vectors.length > 0 ? [`it writes prompt vectors into the ${tower} tower`] : []),
    ...(bent ? [`its adapters in the ${tower} tower are not linear`] : []),
  ];
}

const linear = ({ adapters = [] }: Insertions): AdapterAt<LinearAdapter>[] =>
  adapters.flatMap(({ layer, site, adapter }) =>
    isLinearAdapter(adapter) ? [{ layer, site, adapter }] : [],
  );
