import { models } from '../checkpoint/architectures';
import type { CheckpointFiles } from '../checkpoint/checkpointFiles';
import { HUB_NAME } from '../checkpoint/hubName';
import { type ReadOptions, readCheckpoint } from '../checkpoint/readCheckpoint';
import type { Clip } from '../clip';
import { blobFiles } from './blobFiles';
import { webFiles } from './webFiles';

/** A folder on a web server, a name on the hub, or files that a user chose. */
export type CheckpointSource = string | URL | readonly File[] | Readonly<Record<string, Blob>>;

export interface LoadOptions extends ReadOptions {
  /** On the hub: a branch, tag, or commit. Default: `main`. */
  readonly revision?: string;
  /** Default: https://huggingface.co */
  readonly hubUrl?: string;
}

/**
 * Loads a CLIP in a page, through the same code as in Node: from an address (`./model/`, `https://…`), by the name of a
 * released model (`ViT-B/16`) or on the HuggingFace hub (`owner/model`; a relative address therefore begins with `./`),
 * or from files (`<input type="file" multiple>`).
 * @returns a Clip that the caller disposes
 * @throws DsraError `missing`, `badFile`, `badConfig`, `mismatch` naming the file; `unavailable`: cannot be downloaded
 */
export function loadClip(source: CheckpointSource, options: LoadOptions = {}): Promise<Clip> {
  return readCheckpoint(filesOf(source, options), options);
}

function filesOf(source: CheckpointSource, options: LoadOptions): CheckpointFiles {
  const { revision = 'main', hubUrl = 'https://huggingface.co', onProgress } = options;
  if (typeof source === 'string') {
    const name = (models as Readonly<Record<string, string | undefined>>)[source] ?? source;
    const address = HUB_NAME.test(name) ? `${hubUrl}/${name}/resolve/${encodeURIComponent(revision)}/` : name;
    return webFiles(folderUrl(new URL(address, globalThis.location.href)), name, onProgress);
  }
  if (source instanceof URL) return webFiles(folderUrl(source), source.href, onProgress);
  if (Array.isArray(source)) {
    const chosen = source as readonly File[];
    return blobFiles(Object.fromEntries(chosen.map((file) => [file.name, file])), 'the chosen files');
  }
  return blobFiles(source as Readonly<Record<string, Blob>>, 'the given files');
}

function folderUrl(url: URL): URL {
  return url.pathname.endsWith('/') ? url : new URL(`${url.pathname}/`, url);
}
