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
import type { Method, Setup, Share } from '../method';
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
 * after the towers, stay beside it as the run of a method without these adapters.
 * @throws DsraError `badInput` with every reason why there is nothing to fold, or why it cannot be
 */
export function foldIn(run: Run, params: Params): Folded {
  const { method, setup } = run;
  const clip = folded(run, params);
  const rest = method.unfolded?.rest;
  if (!rest) return { clip };
  const remaining = rest.of(params);
  return {
    clip,
    rest: {
      run: { ...run, method: rest.method, setup: { ...copySetup(setup), clip } },
      params: cloneParams(remaining),
      kept: tidied(() => keptInWords(rest.method, remaining, setup)),
    },
  };
}

function folded({ method, setup }: Run, params: Params): Clip {
  let merged: Clip | undefined;
  // The tidy is for what the method makes on the way; the merged weights leave it.
  tf.tidy(() => {
    const adapters = method.unfolded?.adapters;
    const { text, vision } = foldable(adapters?.method ?? method, adapters?.of(params) ?? params, setup);
    refusePrepared(method);
    refuseMixed(method, params, setup);
    const folded = mergeAdapters(setup.clip, { text: linear(text), vision: linear(vision) });
    merged = { ...folded, name: `${setup.clip.name} (merged)` };
    return weightTensors(merged.weights);
  });
  return merged!;
}

/** What a function gives, without the tensors that it makes. */
function tidied<T>(make: () => T): T {
  let made: T;
  tf.tidy(() => {
    made = make();
  });
  return made!;
}

/** What was prepared with the plain clip would come out differently on the merged one. */
function refusePrepared({ unfolded }: Method): void {
  if (!unfolded?.rest.method.prepare) return;
  const reason = 'what stays beside the weights was prepared with the plain text tower';
  throw new DsraError('badInput', `this method cannot be folded into CLIP: ${reason}`);
}

/** Adapters that stay where others are folded in would come to stand before them: another order, other numbers. */
function refuseMixed({ unfolded }: Method, params: Params, setup: Setup): void {
  if (!unfolded) return;
  const placesOf = (share: Share) =>
    (['text', 'vision'] as const).flatMap((tower) =>
      (share.method[tower]?.(share.of(params), setup).adapters ?? []).map(
        ({ layer, site }) => `${site} of ${tower} layer ${layer}`,
      ),
    );
  const folding = new Set(placesOf(unfolded.adapters));
  const both = placesOf(unfolded.rest).find((place) => folding.has(place));
  if (both === undefined) return;
  const reason = `an adapter that is not folded in stands at ${both} too`;
  throw new DsraError('badInput', `this method cannot be folded into CLIP: ${reason}`);
}

/**
 * What a method inserts into the towers, if that is all it does, and nothing but linear adapters.
 * @throws DsraError `badInput` with every reason why not
 */
export function foldable(method: Method, params: Params, setup: Setup): Record<Tower, Insertions> {
  const text = method.text?.(params, setup) ?? {};
  const vision = method.vision?.(params, setup) ?? {};
  const reasons = [
    ...bentAdapters(text, 'text'),
    ...bentAdapters(vision, 'vision'),
    ...beside(method, text, vision),
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
