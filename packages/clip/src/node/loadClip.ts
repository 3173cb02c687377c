import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { DsraError } from '@dsra/core';
import { models } from '../checkpoint/architectures';
import { HUB_NAME } from '../checkpoint/hubName';
import { type ReadOptions, readCheckpoint } from '../checkpoint/readCheckpoint';
import type { Clip } from '../clip';
import { folderFiles } from './folderFiles';
import { type HubOptions, hubFiles } from './hub/hubFiles';

export type LoadOptions = Omit<ReadOptions, 'weightsFile'> & HubOptions;

/**
 * Loads a CLIP: a folder (HuggingFace's layout, or OpenAI's or OpenCLIP's names with a configuration), one safetensors
 * file with its configuration beside it, the name of a released model (`ViT-B/16`), or a name on the HuggingFace hub,
 * from where it is downloaded once.
 *
 * ```ts
 * const clip = await loadClip('openai/clip-vit-base-patch16');
 * ```
 * @returns a Clip that the caller disposes
 * @throws DsraError `missing`, `badFile`, `badConfig`, `mismatch` naming the file; `unavailable`: cannot be downloaded
 */
export async function loadClip(nameOrFolder: string, options: LoadOptions = {}): Promise<Clip> {
  const found = await stat(nameOrFolder).catch(() => undefined);
  if (found?.isDirectory()) return readCheckpoint(await folderFiles(nameOrFolder), options);
  if (found) {
    const weightsFile = basename(nameOrFolder);
    return readCheckpoint(await folderFiles(dirname(nameOrFolder)), { ...options, weightsFile });
  }
  const alias = (models as Readonly<Record<string, string | undefined>>)[nameOrFolder];
  const name = alias ?? nameOrFolder;
  if (HUB_NAME.test(name)) return readCheckpoint(await hubFiles(name, options), options);
  const known = Object.keys(models).join(', ');
  const expected = `a folder, a name on the HuggingFace hub (owner/model), or one of ${known}`;
  throw new DsraError('missing', `there is no “${nameOrFolder}”: expected ${expected}`);
}
