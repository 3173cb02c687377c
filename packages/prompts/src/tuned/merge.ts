import { type AdapterAt, type Clip, type Insertions, mergeAdapters, weightTensors } from '@dsra/clip';
import {
  cloneParams,
  DsraError,
  isLinearAdapter,
  type LinearAdapter,
  type Params,
  type Tower,
} from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import type { Method, Setup } from '../method';
import { copySetup } from '../setup';
import type { Run } from '../training/run';
import { keptInWords } from './kept';

/** A model with the adapters folded in, and the run of what is left beside its weights. */
export interface Folded {
  /** Owned by the caller. */
  readonly clip: Clip;
  /** Nothing where the whole method is in the weights. Its parameters and its setup are copies, the caller's. */
  readonly rest?: { readonly run: Run; readonly params: Params; readonly kept: string };
}

/**
 * Folds the adapters into the towers: a Clip that gives the same features without them. Prompts, and what a method does
 * after the towers, stay beside it as the run of a method without adapters.
 * @throws DsraError `badInput` with every reason why there is nothing to fold, or why it cannot be
 */
export function foldIn({ method, setup, memoryBudget }: Run, params: Params): Folded {
  const { clip, kept } = folded(method, params, setup);
  if (!method.unfolded || kept === undefined) return { clip };
  const rest = method.unfolded;
  return {
    clip,
    rest: {
      run: {
        method: rest.method,
        setup: { ...copySetup(setup), clip },
        memoryBudget,
      },
      params: cloneParams(rest.remaining(params)),
      kept,
    },
  };
}

function folded(method: Method, params: Params, setup: Setup): { clip: Clip; kept?: string } {
  let merged: Clip | undefined;
  let kept: string | undefined;
  // The tidy is for what the method makes on the way; the merged weights leave it.
  tf.tidy(() => {
    const { text, vision } = foldable(method, params, setup);
    kept = method.unfolded && keptInWords(method.unfolded.method, method.unfolded.remaining(params), setup);
    merged = mergeAdapters(setup.clip, { text: linear(text), vision: linear(vision) });
    return weightTensors(merged.weights);
  });
  return { clip: merged!, ...(kept !== undefined && { kept }) };
}

/**
 * What a method inserts into the towers, if its adapters are all linear and nothing else has to be given up.
 * @throws DsraError `badInput` with every reason why not
 */
export function foldable(method: Method, params: Params, setup: Setup): Record<Tower, Insertions> {
  const text = method.text?.(params, setup) ?? {};
  const vision = method.vision?.(params, setup) ?? {};
  const reasons = [
    ...bentAdapters(text, 'text'),
    ...bentAdapters(vision, 'vision'),
    ...(method.unfolded ? [] : beside(method, text, vision)),
  ];
  if (reasons.length === 0) return { text, vision };
  throw new DsraError('badInput', `this method cannot be folded into CLIP: ${reasons.join('; ')}`);
}

const bentAdapters = ({ adapters = [] }: Insertions, tower: string): string[] =>
  adapters.some(({ adapter }) => !isLinearAdapter(adapter))
    ? [`its adapters in the ${tower} tower are not linear`]
    : [];

/** What a method does besides its adapters. */
function beside(method: Method, text: Insertions, vision: Insertions): string[] {
  const writes = ({ vectors = [] }: Insertions) => vectors.length > 0;
  return [
    ...(writes(text) || method.textPerImage ? ['it writes prompt vectors into the text tower'] : []),
    ...(writes(vision) ? ['it writes prompt vectors into the vision tower'] : []),
    ...(method.features ? ['it changes features after the towers'] : []),
    ...(method.score ? ['it has a classifier of its own'] : []),
  ];
}

const linear = ({ adapters = [] }: Insertions): AdapterAt<LinearAdapter>[] =>
  adapters.flatMap(({ layer, site, adapter }) =>
    isLinearAdapter(adapter) ? [{ layer, site, adapter }] : [],
  );
