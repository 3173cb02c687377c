/** A Clip from a checkpoint's files, wherever they are. */
import { DsraError } from '@dsra/core';
import type { Clip } from '../clip';
import type { Activation, ClipConfig } from '../config';
import { createClip } from '../createClip';
import { sizeOf } from './arrange';
import { checkTensors } from './checkTensors';
import type { CheckpointFiles } from './checkpointFiles';
import { type Naming, layoutOf, namingOf, textPrefixOf } from './chooseLayout';
import { configFromWeights } from './configFromWeights';
import { storedIn } from './layout';
import { loadWeights } from './loadWeights';
import { OPEN_CLIP_WEIGHT_FILES, type OpenWeights, openWeights } from './openWeights';
import { readConfig } from './readConfig';
import { readReading } from './readReading';

export interface ReadOptions {
  /** Which safetensors file, where there are several. */
  readonly weightsFile?: string;
  /** For a bare weights file without a configuration, which does not say it. */
  readonly activation?: Activation;
  /** Called while weights are read. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a file is, in bytes. */
export interface Progress {
  readonly stage: 'download' | 'read';
  readonly file: string;
  readonly done: number;
  /** 0 where it is not known. */
  readonly total: number;
}

/**
 * Everything small is read and checked before the weights; if anything fails, nothing stays in memory.
 * @returns a Clip that the caller disposes
 * @throws DsraError naming the file: `missing`, `badFile`, `badConfig`, or `mismatch` between files
 */
export async function readCheckpoint(files: CheckpointFiles, options: ReadOptions = {}): Promise<Clip> {
  const given = await readConfig(files);
  const reading = given && (await readReading(files, given.config, given));
  const preferred = options.weightsFile
    ? [options.weightsFile]
    : given?.openClip
      ? OPEN_CLIP_WEIGHT_FILES
      : [];
  const opened = await openWeights(files, preferred);
  const { source, file } = opened;
  try {
    const naming = namingOf(source.entries.keys(), file);
    const config = given?.config ?? bareConfig(opened, naming, options.activation);
    const layout = layoutOf(naming, config);
    checkTensors(storedIn(layout), source, file, given?.file ?? 'its own sizes');
    const { tokenizer, preprocessing } = reading ?? (await readReading(files, config));
    const weights = await loadWeights(layout, source, file, progressOf(opened, options));
    return createClip({ config, weights, tokenizer, preprocessing, name: files.name });
  } finally {
    await source.close();
  }
}

function bareConfig({ source, file }: OpenWeights, naming: Naming, activation?: Activation): ClipConfig {
  if (naming !== 'huggingFace') return configFromWeights(source, textPrefixOf(naming), file, activation);
  throw new DsraError('missing', `${file} has no config.json beside it`);
}

function progressOf({ source, file }: OpenWeights, { onProgress }: ReadOptions): (values: number) => void {
  const sizes = Array.from(source.entries.values(), ({ shape }) => sizeOf(shape));
  const total = 4 * sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  return (values) => {
    done += 4 * values;
    onProgress?.({ stage: 'read', file, done: Math.min(done, total), total });
  };
}
