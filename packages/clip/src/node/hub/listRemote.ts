import { CONFIG_FILES } from '../../checkpoint/readConfig';
import { PREPROCESSING_FILE } from '../../checkpoint/readReading';
import { INDEX_FILE } from '../../checkpoint/openWeights';
import { TOKENIZER_FILES } from '../../tokenizer/loadTokenizer';

/** A file of a model on the hub. */
export interface RemoteFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Of large files. */
  readonly sha256?: string;
}

/** What the hub has of a model at one revision. */
export interface RemoteModel {
  readonly commit: string;
  /** Names of all files that lie directly in it. */
  readonly list: readonly string[];
  /** Those that a CLIP may be made of. */
  readonly files: ReadonlyMap<string, RemoteFile>;
}

/** Where a model is on the hub. */
export interface Place {
  readonly model: string;
  readonly revision: string;
  readonly hubUrl: string;
}

const SMALL_FILES: readonly string[] = [...CONFIG_FILES, PREPROCESSING_FILE, INDEX_FILE, ...TOKENIZER_FILES];

/** Asks the hub; errors are those of its client. */
export async function listRemote({ model, revision, hubUrl }: Place): Promise<RemoteModel> {
  const { modelInfo, pathsInfo } = await import('@huggingface/hub');
  const info = await modelInfo({ name: model, revision, hubUrl, additionalFields: ['sha', 'filePaths'] });
  const list = info.filePaths.filter((path) => !path.includes('/'));
  const paths = list.filter((path) => SMALL_FILES.includes(path) || path.endsWith('.safetensors'));
  const found = paths.length === 0 ? [] : await pathsInfo({ repo: model, revision: info.sha, hubUrl, paths });
  const files = found.map(({ path, size, lfs }): [string, RemoteFile] => [
    path,
    { path, size: lfs?.size ?? size, ...(lfs && { sha256: lfs.oid }) },
  ]);
  return { commit: info.sha, list, files: new Map(files) };
}
