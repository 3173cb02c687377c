import { type Clip, createClip, type Tokenizer } from '@dsra/clip';
import { roomyClip } from './smallTask';

/** A small random Clip whose tokens are words and signs; "close-up" is three of them. */
export function wordClip(): Clip & { readonly tokenizer: Tokenizer & { word(id: number): string } } {
  const clip = roomyClip();
  const { vocabularySize } = clip.config.text;
  const known: string[] = [];
  const idOf = (word: string) => (known.includes(word) ? known.indexOf(word) : known.push(word) - 1);
  const [start, end] = [vocabularySize - 2, vocabularySize - 1];
  const tokenizer = {
    encode: (text: string) => [start, ...(text.match(/\w+|[^\s\w]/g) ?? []).map(idOf), end],
    word: (id: number) => (id === start ? '[' : id === end ? ']' : known[id]!),
  };
  return { ...createClip({ ...clip, tokenizer }), tokenizer };
}
