import type { Clip } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { type BackendChoice, type BackendReport, describeBackend, useBackend } from '@dsra/runtime';
import { embeddedModel } from '../embeddedModel';
import type { Context, ModelOptions } from './context';
import { embeddedName, modelName } from './modelName';

export interface OpenModel {
  readonly clip: Clip;
  readonly backend: BackendReport;
}

/** Starts the backend, says which, and loads the model. The caller disposes of the clip. */
export async function openModel({ out }: Context, options: ModelOptions): Promise<OpenModel> {
  const backend = await startBackend(options);
  const name = await modelName(options.model ?? embeddedName);
  const clip = await loadClip(name === embeddedName ? embeddedModel() : name);
  out.note(describeBackend(backend)[0]!);
  return { backend, clip: name === embeddedName ? { ...clip, name } : clip };
}

/** `--backend`, whose name commander has checked. */
export async function startBackend({ backend }: Pick<ModelOptions, 'backend'>): Promise<BackendReport> {
  return useBackend(backend as BackendChoice);
}
