/** A Clip from a checkpoint's files, wherever they are. */
import { DsraError, isDsraError } from '@dsra/core';
import type { Clip, Preprocessing, Tokenizer } from '../clip';
import type { Activation, ClipConfig } from '../config';
import { createClip } from '../createClip';
import {
  type FileTokenizer,
  TOKENIZER_FILES,
  type TokenizerFiles,
  loadTokenizer,
} from '../tokenizer/loadTokenizer';
import { missingTokenizer } from '../tokenizer/missingTokenizer';
import { sizeOf } from './arrange';
import { checkTensors } from './checkTensors';
import { type CheckpointFiles, placeOf } from './checkpointFiles';
import { type Naming, layoutOf, namingOf, textPrefixOf } from './chooseLayout';
import { configFromWeights } from './configFromWeights';
import { jsonOf } from './jsonOf';
import { storedIn } from './layout';
import { loadWeights } from './loadWeights';
import { OPEN_CLIP_WEIGHT_FILES, type OpenWeights, openWeights } from './openWeights';
import { isClipConfig, isOpenClipConfig, parseConfig } from './parseConfig';
import { clipPreprocessing, openClipPreprocessing, parsePreprocessing } from './parsePreprocessing';

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

export const CONFIG_FILES = ['config.json', 'open_clip_config.json'] as const;
export const PREPROCESSING_FILE = 'preprocessor_config.json';

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

interface GivenConfig {
  readonly config: ClipConfig;
  readonly json: object;
  /** For messages. */
  readonly file: string;
  readonly openClip: boolean;
}

/** `config.json`, unless it describes something else (timm's do) and OpenCLIP's own configuration lies beside it. */
async function readConfig(files: CheckpointFiles): Promise<GivenConfig | undefined> {
  const found: { json: unknown; file: string }[] = [];
  for (const name of CONFIG_FILES) {
    const bytes = await files.read(name);
    const file = placeOf(files, name);
    if (bytes) found.push({ json: jsonOf(bytes, file), file });
  }
  const chosen = found.find(({ json }) => isClipConfig(json)) ?? found[0];
  if (!chosen) return undefined;
  const config = parseConfig(chosen.json, chosen.file);
  const json = chosen.json as object;
  return { config, json, file: chosen.file, openClip: isOpenClipConfig(json) };
}

function bareConfig({ source, file }: OpenWeights, naming: Naming, activation?: Activation): ClipConfig {
  if (naming !== 'huggingFace') return configFromWeights(source, textPrefixOf(naming), file, activation);
  throw new DsraError('missing', `${file} has no config.json beside it`);
}

/** How pictures and text are read. */
type Reading = Pick<Clip, 'tokenizer' | 'preprocessing'>;

async function readReading(
  files: CheckpointFiles,
  config: ClipConfig,
  given?: GivenConfig,
): Promise<Reading> {
  const preprocessing = await readPreprocessing(files, config, given);
  return { preprocessing, tokenizer: await readTokenizer(files, config) };
}

async function readPreprocessing(
  files: CheckpointFiles,
  config: ClipConfig,
  given?: GivenConfig,
): Promise<Preprocessing> {
  const bytes = await files.read(PREPROCESSING_FILE);
  const file = placeOf(files, PREPROCESSING_FILE);
  if (bytes) return parsePreprocessing(jsonOf(bytes, file), config, file);
  return given?.openClip ? openClipPreprocessing(given.json, config, given.file) : clipPreprocessing(config);
}

async function readTokenizer(files: CheckpointFiles, config: ClipConfig): Promise<Tokenizer> {
  const found: { -readonly [K in keyof TokenizerFiles]: Uint8Array } = {};
  for (const name of TOKENIZER_FILES) {
    // Asking a web server for each of them would be slow: one form is enough there.
    const enough =
      !files.list && name !== 'tokenizer_config.json' && (found['tokenizer.json'] ?? found['merges.txt']);
    const bytes = enough ? undefined : await files.read(name);
    if (bytes) found[name] = bytes;
  }
  try {
    const tokenizer = await loadTokenizer(found, files.name);
    checkVocabulary(tokenizer, config, files.name);
    return tokenizer;
  } catch (error) {
    if (isDsraError(error) && error.code === 'missing') return missingTokenizer(error);
    throw error;
  }
}

/** CLIP's end token has the largest id of the vocabulary. */
function checkVocabulary({ endToken }: FileTokenizer, { text }: ClipConfig, name: string): void {
  if (endToken < text.vocabularySize) return;
  const sizes = `its end token is ${endToken}, the model knows ${text.vocabularySize} tokens`;
  throw new DsraError('mismatch', `${name}: the tokenizer is another model's: ${sizes}`);
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
