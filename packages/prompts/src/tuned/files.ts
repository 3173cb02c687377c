import type { Clip } from '@dsra/clip';
import { adapterConfig, encodeAdapter, type Params } from '@dsra/core';
import type { Method } from '../method';
import { modelFingerprint } from '../modelFingerprint';
import type { TrainingRecord } from '../training/trainingRecord';
import type { Foreign } from './foreign';

/**
 * The files of an adapter folder: what was learned, and how it was: method, class names, base model, training.
 * A method of the caller's own, without a recipe, is written as null; `load` then has to be given the method.
 */
export async function tunedFiles({
  method,
  clip,
  classNames,
  params,
  training,
  foreign,
}: {
  method: Method;
  clip: Clip;
  classNames: readonly string[];
  params: Params;
  training?: TrainingRecord;
  foreign: Foreign;
}): Promise<Record<string, Uint8Array>> {
  const fingerprint = await modelFingerprint(clip);
  const known = adapterConfig({
    method: method.recipe ?? null,
    baseModel: { ...foreign.baseModel, name: clip.name, fingerprint },
    classNames,
    ...(training && { training }),
  });
  return encodeAdapter({ config: { ...known, ...foreign.config }, params });
}
