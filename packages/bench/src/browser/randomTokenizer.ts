import type { ClipConfig, Tokenizer } from '@dsra/clip';

/** A token for each word and sign, by the order in which they first come. */
export function randomTokenizer({ text }: Pick<ClipConfig, 'text'>): Tokenizer {
  const [start, end] = [text.vocabularySize - 2, text.vocabularySize - 1];
  const known = new Map<string, number>();
  const idOf = (word: string) => {
    if (!known.has(word)) known.set(word, 1 + known.size);
    return known.get(word)!;
  };
  return {
    encode: (sentence) => [start, ...(sentence.toLowerCase().match(/\w+|[^\s\w]/gu) ?? []).map(idOf), end],
  };
}
