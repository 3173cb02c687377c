import { loadTokenizer } from '@dsra/clip';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byteCharacters, trainBytePairs } from './bytePair';
import { tokenizerFiles } from './tokenizerFiles';

const pairs = trainBytePairs(['a red star.', 'a red circle and a star.', 'red stars'], 100);

const tokenizer = async (names: readonly string[]) => {
  const encoder = new TextEncoder();
  const files = Object.entries(tokenizerFiles(pairs)).filter(([name]) => names.includes(name));
  return loadTokenizer(Object.fromEntries(files.map(([name, text]) => [name, encoder.encode(text)])));
};

/** Token ids → text: bytes of the characters, a space behind each word. */
function decode(ids: readonly number[]): string {
  const byteOf = new Map(byteCharacters().map((character, i) => [character, i]));
  const order = [...range(33, 126), ...range(161, 172), ...range(174, 255)];
  const bytes = [...order, ...range(0, 255).filter((byte) => !order.includes(byte))];
  const letters = ids
    .slice(1, -1)
    .map((id) => pairs.vocabulary[id]!)
    .join('')
    .replaceAll('</w>', ' ');
  const values = Array.from(letters, (letter) => (letter === ' ' ? 32 : bytes[byteOf.get(letter)!]!));
  return new TextDecoder().decode(Uint8Array.from(values)).trim();
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('byte pairs', () => {
  test('make every word of the texts one token', async () => {
    const words = await tokenizer(['tokenizer.json']);
    const tokens = words.encode('a red circle and a star.').map((id) => pairs.vocabulary[id]);
    expect(tokens.slice(1, -1)).toEqual([
      'a</w>',
      'red</w>',
      'circle</w>',
      'and</w>',
      'a</w>',
      'star</w>',
      '.</w>',
    ]);
  });

  test('write any words, and read back as they were', async () => {
    const words = await tokenizer(['tokenizer.json']);
    const letter = fc.constantFrom(...Array.from('abzéüñßøж語한ש0379'));
    const word = fc.array(letter, { minLength: 1, maxLength: 8 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (some) => {
        const text = some.join(' ');
        const ids = words.encode(text);
        expect(ids.indexOf(words.endToken)).toBe(ids.length - 1);
        expect(decode(ids).replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  test('are the same from tokenizer.json and from vocab.json with merges.txt', async () => {
    const [one, two] = await Promise.all([
      tokenizer(['tokenizer.json']),
      tokenizer(['vocab.json', 'merges.txt']),
    ]);
    for (const text of ['a red star', 'Zürich 12, 日本!', "it's"])
      expect(two.encode(text)).toEqual(one.encode(text));
  });
});
