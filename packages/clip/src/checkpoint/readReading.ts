import { DsraError, isDsraError } from '@dsra/core';
import type { Clip, Preprocessing, Tokenizer } from '../clip';
import type { ClipConfig } from '../config';
import {
  type FileTokenizer,
  TOKENIZER_FILES,
  type TokenizerFiles,
  loadTokenizer,
} from '../tokenizer/loadTokenizer';
import { missingTokenizer } from '../tokenizer/missingTokenizer';
import { type CheckpointFiles, placeOf } from './checkpointFiles';
import { jsonOf } from './jsonOf';
import { clipPreprocessing, openClipPreprocessing, parsePreprocessing } from './parsePreprocessing';
import type { GivenConfig } from './readConfig';

export const PREPROCESSING_FILE = 'preprocessor_config.json';

/** How pictures and text are read. */
type Reading = Pick<Clip, 'tokenizer' | 'preprocessing'>;

/** Both from a checkpoint's files; where it has none, pictures as CLIP reads them, and text not at all. */
export async function readReading(
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
