import { DsraError } from '@dsra/core';
import { Tokenizer as BytePairs } from '@huggingface/tokenizers';
import * as z from 'zod/mini';
import { jsonOf } from '../checkpoint/jsonOf';
import type { Tokenizer } from '../clip';
import { cleanText } from './cleanText';
import { END, START, clipTokenizerJson } from './clipTokenizerJson';
import { gunzip } from './gunzip';
import { vocabularyOf, vocabularyOfWordList } from './readVocabulary';

/** The files that a tokenizer may be made of, by name. */
export const TOKENIZER_FILES = [
  'tokenizer.json',
  'vocab.json',
  'merges.txt',
  'bpe_simple_vocab_16e6.txt.gz',
  'bpe_simple_vocab_16e6.txt',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
] as const;

export type TokenizerFiles = Readonly<Partial<Record<(typeof TOKENIZER_FILES)[number], Uint8Array>>>;

/** A tokenizer that knows the files it came from, to be saved with them. */
export interface FileTokenizer extends Tokenizer {
  readonly files: TokenizerFiles;
  readonly startToken: number;
  readonly endToken: number;
}

/**
 * CLIP's tokenizer from `tokenizer.json`, or `vocab.json` and `merges.txt`, or OpenAI's `bpe_simple_vocab_16e6.txt`
 * (also gzipped). Equal to OpenAI's, except that text which looks like UTF-8 misread in another encoding is not repaired.
 * @param folder what messages call the place of the files
 * @throws DsraError `missing`: no such files; `badFile`: a file that is damaged
 */
export async function loadTokenizer(files: TokenizerFiles, folder = 'the tokenizer'): Promise<FileTokenizer> {
  const model = await readModel(files, folder);
  const words = bytePairs(model, folder);
  const { start, end } = specialTokens(files, folder);
  const idOf = (token: string): number => {
    const id = words.token_to_id(token);
    if (id === undefined) throw new DsraError('badFile', `${folder}: the vocabulary has no token “${token}”`);
    return id;
  };
  const startToken = idOf(start);
  const endToken = idOf(end);
  return {
    files: savedFiles(files, model),
    startToken,
    endToken,
    encode: (text) => {
      const { ids } = words.encode(cleanText(text), { add_special_tokens: false });
      return [startToken, ...ids, endToken];
    },
  };
}

/** OpenAI's word list is saved as the `tokenizer.json` that others can read. */
function savedFiles(files: TokenizerFiles, model: object): TokenizerFiles {
  if (files['tokenizer.json'] ?? files['vocab.json']) return files;
  return { 'tokenizer.json': new TextEncoder().encode(JSON.stringify(model)) };
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function readModel(files: TokenizerFiles, folder: string): Promise<object> {
  const { 'tokenizer.json': whole, 'vocab.json': vocab, 'merges.txt': merges } = files;
  if (whole) {
    const json = jsonOf(whole, `${folder}: tokenizer.json`);
    if (typeof json === 'object' && json !== null) return json;
    throw new DsraError('badFile', `${folder}: tokenizer.json is no object`);
  }
  if (vocab && merges) return clipTokenizerJson(vocabularyOf(text(vocab), text(merges), folder));
  const name = 'bpe_simple_vocab_16e6.txt';
  const zipped = files[`${name}.gz`];
  const list = zipped ? await gunzip(zipped, `${folder}: ${name}.gz`) : files[name];
  if (list) return clipTokenizerJson(vocabularyOfWordList(text(list), `${folder}: ${name}`));
  const found = vocab ? ', found vocab.json alone' : merges ? ', found merges.txt alone' : '';
  throw new DsraError(
    'missing',
    `${folder} has no tokenizer: it needs tokenizer.json, or vocab.json and merges.txt${found}`,
  );
}

/** The cleaning is ours, so the file's own normaliser must not run a second time. */
function bytePairs(model: object, folder: string): BytePairs {
  const defaults = { added_tokens: [], pre_tokenizer: null, decoder: null };
  try {
    return new BytePairs({ ...defaults, ...model, normalizer: null, post_processor: null }, {});
  } catch (cause) {
    throw new DsraError(
      'badFile',
      `${folder}: tokenizer.json is no tokenizer that can be read: ${String(cause)}`,
      { cause },
    );
  }
}

const token = z.nullish(z.union([z.string(), z.object({ content: z.string() })]));
const configSchema = z.object({ bos_token: token, eos_token: token });

/** The names of the start and end token: CLIP's own, unless `tokenizer_config.json` has others. */
function specialTokens(files: TokenizerFiles, folder: string): { start: string; end: string } {
  const bytes = files['tokenizer_config.json'];
  const name = `${folder}: tokenizer_config.json`;
  const config = z.safeParse(configSchema, bytes ? jsonOf(bytes, name) : {});
  if (!config.success)
    throw new DsraError('badFile', `${name} has a bos_token or eos_token that is no token`);
  const { bos_token: start, eos_token: end } = config.data;
  return { start: nameOf(start ?? START), end: nameOf(end ?? END) };
}

function nameOf(named: string | { content: string }): string {
  return typeof named === 'string' ? named : named.content;
}
