/**
 * Byte-pair encoding as CLIP's tokenizer has it: bytes as printable characters, `</w>` behind the last one of a
 * word, the most frequent pair of neighbours merged first (Sennrich et al. 2016).
 */
export interface BytePairs {
  /** Tokens in the order of their ids: 256 bytes, 256 last bytes, merges, start and end token. */
  readonly vocabulary: readonly string[];
  /** In the order in which they are applied. */
  readonly merges: readonly (readonly [string, string])[];
}

export const START = '<|startoftext|>';
export const END = '<|endoftext|>';

/** What CLIP's pre-tokenizer calls a word. */
export const WORD = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

/** One printable character per byte value, in CLIP's order: printable Latin-1 first. */
export function byteCharacters(): string[] {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const others = bytes.filter((byte) => !printable(byte));
  return [...bytes.filter(printable), ...others.map((_, i) => 256 + i)].map((code) =>
    String.fromCharCode(code),
  );
}

/** Learns merges from texts until every word is one token or `most` merges are learned. */
export function trainBytePairs(texts: readonly string[], most: number): BytePairs {
  let words = [...countWords(texts)].map(([word, count]) => ({ parts: split(word), count }));
  const merges: [string, string][] = [];
  while (merges.length < most) {
    const pair = mostFrequentPair(words);
    if (!pair) break;
    merges.push(pair);
    words = words.map(({ parts, count }) => ({ parts: mergePair(parts, pair), count }));
  }
  const bytes = byteCharacters();
  const joined = merges.map(([a, b]) => a + b);
  return { vocabulary: [...bytes, ...bytes.map((c) => `${c}</w>`), ...joined, START, END], merges };
}

function countWords(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of text.toLowerCase().matchAll(new RegExp(WORD, 'gu'))) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** Training texts are ASCII, where a character is its byte. */
const split = (word: string): string[] => {
  const letters = Array.from(word);
  return letters.map((letter, i) => (i === letters.length - 1 ? `${letter}</w>` : letter));
};

function mostFrequentPair(
  words: readonly { parts: readonly string[]; count: number }[],
): [string, string] | undefined {
  const counts = new Map<string, number>();
  for (const { parts, count } of words) {
    for (let i = 1; i < parts.length; i++) {
      const pair = `${parts[i - 1]} ${parts[i]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  }
  let best: string | undefined;
  for (const [pair, count] of counts) {
    const most = best === undefined ? 0 : counts.get(best)!;
    if (count > most || (count === most && pair < best!)) best = pair;
  }
  return best?.split(' ') as [string, string] | undefined;
}

function mergePair(parts: readonly string[], [a, b]: readonly [string, string]): string[] {
  const merged: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    if (parts[i] === a && parts[i + 1] === b) {
      merged.push(a + b);
      i++;
    } else merged.push(parts[i]!);
  }
  return merged;
}
