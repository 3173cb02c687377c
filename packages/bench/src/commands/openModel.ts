import type { Clip } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import {
  type BackendChoice,
  type BackendOptions,
  type BackendReport,
  describeBackend,
  useBackend,
} from '@dsra/runtime';
import { embeddedModel } from '../embeddedModel';
import type { Context, ModelOptions } from './context';
import { threadsFor } from '../inference/threadsFor';
import { embeddedName, modelName } from './modelName';

export interface OpenModel {
  readonly clip: Clip;
  readonly backend: BackendReport;
}

/** Starts the backend, says which, and loads the model. The caller disposes of the clip. */
export async function openModel({ out }: Context, options: ModelOptions): Promise<OpenModel> {
  const started = await startBackend(options);
  const name = await modelName(options.model ?? embeddedName);
  const clip = await loadClip(name === embeddedName ? embeddedModel() : name);
  const threads = threadsFor(clip.config);
  const backend =
    started.name === 'wasm' && threads !== undefined ? await startBackend(options, { threads }) : started;
  out.note(describeBackend(backend)[0]!);
  return { backend, clip: name === embeddedName ? { ...clip, name } : clip };
}

/** `--backend`, whose name commander has checked. */
export async function startBackend(
  { backend }: Pick<ModelOptions, 'backend'>,
  options: BackendOptions = {},
): Promise<BackendReport> {
  return useBackend(backend as BackendChoice, options);
}
