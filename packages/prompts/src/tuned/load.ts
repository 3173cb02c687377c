import type { Clip } from '@dsra/clip';
import {
  adapterFiles,
  decodeAdapter,
  disposeParams,
  DsraError,
  fromLeaves,
  isDsraError,
  leafAt,
  type Params,
  type SavedAdapter,
  shapesOf,
  treeDifferences,
} from '@dsra/core';
import { architectureOf, learnedShapes, type Method } from '../method';
import { methodFrom } from '../methods/table';
import { modelFingerprint } from '../modelFingerprint';
import { prepareSetup } from '../setup';
import { defaultMemoryBudget } from '../training/memory';
import { parseTrainingRecord } from '../training/trainingRecord';
import { folders } from './folder';
import { foreignOf } from './foreign';
import { checkRenaming } from './renaming';
import { createTuned, type Tuned } from './tuned';

export interface LoadOptions {
  /** The model that it was trained on; stays the caller's. */
  readonly clip: Clip;
  /** Other classes than those it was trained on. */
  readonly classNames?: readonly string[];
  /** Takes classes of one name, as `fit` does. Default: refuse them. */
  readonly allowSameNames?: boolean | undefined;
  /** For a method that is in no table. */
  readonly method?: Method;
  /** Takes a model with the same shapes but other weights (fine-tuned, other precision). Default: refuse it. */
  readonly allowOtherWeights?: boolean;
  readonly memoryBudget?: number;
}

/**
 * What `save` wrote, ready to predict; `unknownKeys` names what this version does not know of it, and keeps.
 * @param source a folder (Node), or its files by name
 * @throws DsraError `missing`, `badFile`, `badConfig` (its method), naming the file; `mismatch` with everything that does not fit when it was made for another model
 */
export async function load(
  source: string | Readonly<Record<string, Uint8Array>>,
  options: LoadOptions,
): Promise<Tuned> {
  const isFolder = typeof source === 'string';
  const files = isFolder ? await (await folders()).readFolder(source, Object.values(adapterFiles)) : source;
  const folder = isFolder ? source : 'the adapter';
  const saved = decodeAdapter(files, undefined, folder);
  try {
    const file = `${adapterFiles.config} of ${folder}`;
    const training = parseTrainingRecord(saved.config.training, file);
    const method = options.method ?? writtenMethod(saved.config.method, file);
    const trainedOn = saved.config.classNames ?? [];
    const classNames = options.classNames ?? trainedOn;
    checkRenaming(method, { clip: options.clip, classNames: trainedOn }, classNames);
    const params = await fitting(saved, method, options);
    const setup = prepareSetup(method, {
      clip: options.clip,
      classNames,
      allowSameNames: options.allowSameNames,
    });
    const run = { method, setup, memoryBudget: options.memoryBudget ?? defaultMemoryBudget };
    const foreign = foreignOf(saved.config, saved.unknownKeys);
    return createTuned({ run, params, foreign, ...(training && { training }) });
  } catch (error) {
    disposeParams(saved.params);
    throw error;
  }
}

function writtenMethod(recipe: unknown, file: string): Method {
  try {
    return methodFrom(recipe);
  } catch (cause) {
    if (!isDsraError(cause)) throw cause;
    throw new DsraError(cause.code, `${file}: ${cause.message}`, { cause });
  }
}

/** The same leaves in the method's order, if they are what the method has on this model. */
async function fitting(
  { config, params }: SavedAdapter,
  method: Method,
  { clip, classNames, allowOtherWeights = false }: LoadOptions,
): Promise<Params> {
  const frame = { clip, classNames: classNames ?? config.classNames ?? [] };
  const expected = learnedShapes(method, architectureOf(frame));
  const { name, fingerprint } = config.baseModel;
  const found = await modelFingerprint(clip);
  const otherModel = !allowOtherWeights && found !== fingerprint;
  const differences = [
    ...treeDifferences(shapesOf(params), expected),
    ...(otherModel ? [`it was made for ${fingerprint}; this is ${found}`] : []),
  ];
  if (differences.length > 0) {
    throw new DsraError(
      'mismatch',
      `this adapter was made for another model, ${name}, and does not fit ${clip.name}: ${differences.join('; ')}`,
    );
  }
  return fromLeaves(Object.keys(expected).map((path) => [path, leafAt(params, path)] as const));
}
