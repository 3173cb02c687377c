/** A checkpoint on the HuggingFace hub: each file is downloaded to the cache when it is asked for. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadableStream } from 'node:stream/web';
import { DsraError } from '@dsra/core';
import { openSafetensors } from '@dsra/core/node';
import type { CheckpointFiles } from '../../checkpoint/checkpointFiles';
import type { Progress } from '../../checkpoint/readCheckpoint';
import { folderFiles } from '../folderFiles';
import { downloadTo } from './downloadTo';
import { COMMIT, cachedCommit, isComplete, rememberCommit, snapshotFolder } from './hubCache';
import { hubError, isRefusal } from './hubError';
import { type Place, type RemoteFile, type RemoteModel, listRemote } from './listRemote';

export interface HubOptions {
  /** A branch, tag, or commit. Default: `main`. A commit that is in the cache needs no network. */
  readonly revision?: string;
  /** Where downloads are kept. Default: the cache of HuggingFace's own tools. */
  readonly cacheFolder?: string;
  /** Default: the environment's HF_ENDPOINT, else https://huggingface.co. */
  readonly hubUrl?: string;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * The files of a model on the hub; without network, what the cache has of it.
 * @param model `owner/model`
 * @throws DsraError `missing`: no such model; `unavailable`: it cannot be downloaded; `unwritable`: nor kept; `badInput`: an impossible revision
 */
export async function hubFiles(model: string, options: HubOptions): Promise<CheckpointFiles> {
  const {
    revision = 'main',
    hubUrl = process.env.HF_ENDPOINT ?? 'https://huggingface.co',
    onProgress,
  } = options;
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(revision) || revision.includes('..')) {
    throw new DsraError('badInput', `“${revision}” is no revision: expected a branch, tag or commit`);
  }
  const cacheFolder = options.cacheFolder ?? (await import('@huggingface/hub')).getHFHubCachePath();
  const place = { model, revision, hubUrl };
  const cached = await cachedSnapshot(cacheFolder, place);
  if (cached && COMMIT.test(revision)) return folderFiles(cached, model);
  try {
    return downloads(await listRemote(place), place, cacheFolder, onProgress);
  } catch (cause) {
    if (cached && !isRefusal(cause)) return folderFiles(cached, model);
    throw hubError(cause, place);
  }
}

async function cachedSnapshot(cacheFolder: string, { model, revision }: Place): Promise<string | undefined> {
  const commit = await cachedCommit(cacheFolder, model, revision);
  const folder = commit && snapshotFolder(cacheFolder, model, commit);
  return folder && (await isComplete(folder)) ? folder : undefined;
}

function downloads(
  { commit, list, files }: RemoteModel,
  place: Place,
  cacheFolder: string,
  onProgress?: (progress: Progress) => void,
): CheckpointFiles {
  const folder = snapshotFolder(cacheFolder, place.model, commit);
  const fetched = async (name: string): Promise<string | undefined> => {
    const remote = files.get(name);
    if (!remote) return undefined;
    const path = join(folder, name);
    if (!(await isThere(path, remote)))
      await download({ ...place, revision: commit }, remote, path, onProgress);
    return path;
  };
  return {
    name: place.model,
    list,
    read: async (name) => {
      const path = await fetched(name);
      return path === undefined ? undefined : readFile(path);
    },
    open: async (name) => {
      const path = await fetched(name);
      if (path === undefined) return undefined;
      const source = await openSafetensors(path);
      await rememberCommit(cacheFolder, place.model, place.revision, commit);
      return source;
    },
  };
}

async function isThere(path: string, remote: RemoteFile): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.size === remote.size;
}

async function download(
  place: Place,
  remote: RemoteFile,
  path: string,
  onProgress?: (progress: Progress) => void,
): Promise<void> {
  const { size: total, path: file } = remote;
  const { downloadFile } = await import('@huggingface/hub');
  try {
    const blob = await downloadFile({ ...place, repo: place.model, path: file, xet: false });
    if (!blob) throw new Error('the file is gone');
    await downloadTo(path, remote, blob.stream() as unknown as ReadableStream<Uint8Array>, (done) => {
      onProgress?.({ stage: 'download', file: `${place.model}/${file}`, done, total });
    });
  } catch (cause) {
    throw hubError(cause, place);
  }
}
