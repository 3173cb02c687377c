/** The cache that HuggingFace's tools share: `<cache>/models--owner--model/{snapshots/<commit>,refs/<revision>}`. */
import { readFile, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFilesAtomically } from '@dsra/core/node';
import { INDEX_FILE } from '../../checkpoint/openWeights';

export const COMMIT = /^[0-9a-f]{40}$/;

/** The files of one commit of one model. */
export function snapshotFolder(cacheFolder: string, model: string, commit: string): string {
  return join(modelFolder(cacheFolder, model), 'snapshots', commit);
}

/** The commit that a branch or tag was when it was last loaded. */
export async function cachedCommit(
  cacheFolder: string,
  model: string,
  revision: string,
): Promise<string | undefined> {
  if (COMMIT.test(revision)) return revision;
  const commit = await readFile(refFile(cacheFolder, model, revision), 'utf8').catch(() => '');
  return COMMIT.test(commit.trim()) ? commit.trim() : undefined;
}

/** @throws DsraError `unwritable` */
export async function rememberCommit(
  cacheFolder: string,
  model: string,
  revision: string,
  commit: string,
): Promise<void> {
  if (COMMIT.test(revision)) return;
  const file = refFile(cacheFolder, model, revision);
  await writeFilesAtomically(dirname(file), { [basename(file)]: commit });
}

/** Whether a snapshot holds weights, all of them; small files are downloaded before. */
export async function isComplete(snapshot: string): Promise<boolean> {
  const files = await readdir(snapshot).catch((): string[] => []);
  const shards = await readFile(join(snapshot, INDEX_FILE), 'utf8')
    .then((text) => Object.values((JSON.parse(text) as { weight_map: Record<string, string> }).weight_map))
    .catch(() => []);
  return (
    files.some((file) => file.endsWith('.safetensors')) && shards.every((shard) => files.includes(shard))
  );
}

function modelFolder(cacheFolder: string, model: string): string {
  return join(cacheFolder, `models--${model.replace('/', '--')}`);
}

function refFile(cacheFolder: string, model: string, revision: string): string {
  return join(modelFolder(cacheFolder, model), 'refs', revision);
}
