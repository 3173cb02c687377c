import type { Clip } from '@dsra/clip';
import { adapterConfig, encodeAdapter, type Params } from '@dsra/core';
import type { Method } from '../method';
import { modelFingerprint } from '../modelFingerprint';
import type { TrainingRecord } from '../training/trainingRecord';

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
}: {
  method: Method;
  clip: Clip;
  classNames: readonly string[];
  params: Params;
  training?: TrainingRecord;
}): Promise<Record<string, Uint8Array>> {
  const baseModel = { name: clip.name, fingerprint: await modelFingerprint(clip) };
  const config = adapterConfig({ method: method.recipe ?? null, baseModel, classNames });
  return encodeAdapter({ config: { ...config, ...(training && { training }) }, params });
}
