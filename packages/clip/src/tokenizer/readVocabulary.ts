/** The vocabulary forms that CLIP checkpoints come with: `vocab.json` + `merges.txt`, and OpenAI's word list. */
import { DsraError } from '@dsra/core';
import { jsonOf } from '../checkpoint/jsonOf';
import { END, START, type Vocabulary } from './clipTokenizerJson';

/** @throws DsraError `badFile` naming the file that is no vocabulary */
export function vocabularyOf(vocabJson: string, mergesText: string, folder: string): Vocabulary {
  const ids = jsonOf(vocabJson, `${folder}: vocab.json`);
  if (!isVocabulary(ids)) throw new DsraError('badFile', `${folder}: vocab.json is no object of token ids`);
  return { ids, merges: mergesOf(mergesText, `${folder}: merges.txt`) };
}

function isVocabulary(json: unknown): json is Record<string, number> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  return Object.values(json).every((id) => Number.isSafeInteger(id) && (id as number) >= 0);
}

/** Size of the released vocabulary: 256 bytes, the same at a word's end, the merges, start and end. */
const RELEASED_SIZE = 49_408;

/** OpenAI's `bpe_simple_vocab_16e6.txt`: more merges than CLIP uses, ids by position. */
export function vocabularyOfWordList(text: string, name: string): Vocabulary {
  const merges = mergesOf(text, name).slice(0, RELEASED_SIZE - 2 * 256 - 2);
  const bytes = byteCharacters();
  const tokens = [
    ...bytes,
    ...bytes.map((c) => `${c}</w>`),
    ...merges.map((merge) => merge.replace(' ', '')),
    START,
    END,
  ];
  return { ids: Object.fromEntries(tokens.map((token, id) => [token, id])), merges };
}

/** Two tokens a line; the first line is a heading. */
function mergesOf(text: string, name: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const merges = lines.filter((line, i) => line !== '' && !(i === 0 && line.includes('#version')));
  const wrong = merges.findIndex((line) => !/^\S+ \S+$/.test(line));
  if (merges.length === 0) throw new DsraError('badFile', `${name} has no merges`);
  if (wrong >= 0)
    throw new DsraError(
      'badFile',
      `${name} is no list of merges: “${merges[wrong]!.slice(0, 40)}” is not two tokens`,
    );
  return merges;
}

/** A visible character for each byte, in the vocabulary's order: the printable ones themselves, then the rest from U+0100. */
function byteCharacters(): string[] {
  const range = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const printable = [...range(0x21, 0x7e), ...range(0xa1, 0xac), ...range(0xae, 0xff)];
  const others = 256 - printable.length;
  return String.fromCharCode(...printable, ...range(0x100, 0x100 + others - 1)).split('');
}
