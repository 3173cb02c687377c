import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Tokenizer } from '../clip';
import type { ClipConfig } from '../config';
import { checkLength } from './checkLength';
import { clipTokenizerJson } from './clipTokenizerJson';
import { type TokenizerFiles, loadTokenizer } from './loadTokenizer';
import { repairText } from './repairText';
import { unescapeHtml } from './unescapeHtml';

const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

const golden = join(process.env.DSRA_GOLDEN ?? 'test/golden', 'tokenizer');
// The released vocabulary is not the project's to ship.
const places = [process.env.DSRA_GOLDEN ?? '', '../shared/golden'].map((place) => join(place, 'tokenizer'));
const released = places.find((place) => existsSync(join(place, 'vocab.json.gz')));
if (!released) console.log(`golden tokenisations skipped: no vocab.json.gz in ${places.join(' or ')}`);

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
  readonly ids_without_ftfy?: readonly number[];
}

(released ? describe : describe.skip)('the released vocabulary', () => {
  const { cases } = JSON.parse(readFileSync(join(golden, 'golden.json'), 'utf8')) as { cases: Case[] };
  const unzipped = (name: string): Uint8Array => gunzipSync(readFileSync(join(released!, `${name}.gz`)));
  const loaded = new Map<string, Tokenizer>();

  beforeAll(async () => {
    const vocab = unzipped('vocab.json');
    const merges = unzipped('merges.txt');
    const list = 'bpe_simple_vocab_16e6.txt';
    const ids = JSON.parse(Buffer.from(vocab).toString()) as Record<string, number>;
    const json = clipTokenizerJson({
      ids,
      merges: Buffer.from(merges).toString().trim().split('\n').slice(1),
    });
    const forms: Record<string, TokenizerFiles> = {
      'vocab.json and merges.txt': { 'vocab.json': vocab, 'merges.txt': merges },
      'tokenizer.json': { 'tokenizer.json': bytes(json) },
      [list]: { [`${list}.gz`]: readFileSync(join(released!, `${list}.gz`)) },
    };
    for (const [form, files] of Object.entries(forms)) loaded.set(form, await loadTokenizer(files));
  });

  test.each(['vocab.json and merges.txt', 'tokenizer.json', 'bpe_simple_vocab_16e6.txt'])(
    '%s: all golden texts',
    (form) => {
      const tokenizer = loaded.get(form)!;
      for (const { text, ids, ids_without_ftfy: plain = ids } of cases) {
        const found = tokenizer.encode(text);
        expect({ text, ids: found }).toEqual({ text, ids: String(found) === String(plain) ? plain : ids });
      }
    },
  );

  test('only misread encodings keep their plain ids', () => {
    const plain = cases.filter(
      ({ text, ids }) => String(loaded.get('tokenizer.json')!.encode(text)) !== String(ids),
    );
    expect(plain.every(({ text }) => /[Ãâ]/.test(text))).toBe(true);
  });
});

/** A vocabulary of bytes and a few merges. */
const merges = ['c a', 'ca t</w>', 'd o', 'do g</w>'];
const letters = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
const tokens = [
  ...letters,
  ...letters.map((c) => `${c}</w>`),
  'ca',
  'cat</w>',
  'do',
  'dog</w>',
  '<|startoftext|>',
  '<|endoftext|>',
];
const ids = Object.fromEntries(tokens.map((token, id) => [token, id]));
const START = 192;
const END = 193;
const small: TokenizerFiles = {
  'vocab.json': bytes(ids),
  'merges.txt': bytes(`#version: 0.2\n${merges.join('\n')}\n`),
};

describe('a small vocabulary', () => {
  test('start and end come from the vocabulary; nothing is padded or truncated', async () => {
    const tokenizer = await loadTokenizer(small);
    expect(tokenizer).toMatchObject({ startToken: START, endToken: END, files: small });
    expect(tokenizer.encode('Cat  DOG')).toEqual([START, ids['cat</w>'], ids['dog</w>'], END]);
    expect(tokenizer.encode('')).toEqual([START, END]);
    expect(tokenizer.encode('cat '.repeat(100))).toHaveLength(102);
  });

  test('other names of the special tokens come from tokenizer_config.json', async () => {
    const config = { bos_token: { content: 'ca', lstrip: false }, eos_token: 'do' };
    const tokenizer = await loadTokenizer({ ...small, 'tokenizer_config.json': bytes(config) });
    expect(tokenizer.encode('cat')).toEqual([ids.ca, ids['cat</w>'], ids.do]);
  });

  test('white space, case and HTML do not change the ids', async () => {
    const tokenizer = await loadTokenizer(small);
    const encode = (text: string): number[] => tokenizer.encode(text);
    const word = fc.constantFrom('cat', 'DOG', 'do', '!', 'x7');
    const gap = fc.constantFrom(' ', '\t\n', '\u3000', '&nbsp;', '\x85', '\x1c');
    fc.assert(
      fc.property(fc.array(fc.tuple(word, gap), { maxLength: 8 }), (parts) => {
        const plain = parts.map(([w]) => w.toLowerCase()).join(' ');
        const row = encode(parts.map((part) => part.join('')).join(''));
        // U+0085 and U+001C are repaired before they could part words.
        if (!parts.some(([, g]) => g === '\x85' || g === '\x1c')) expect(row).toEqual(encode(plain));
        expect([row[0], row.at(-1)]).toEqual([START, END]);
      }),
    );
  });

  const refused: [string, TokenizerFiles, string][] = [
    ['no files', {}, 'missing'],
    ['vocab.json alone', { 'vocab.json': small['vocab.json']! }, 'missing'],
    ['a vocabulary that is a list', { ...small, 'vocab.json': bytes([1, 2]) }, 'badFile'],
    ['a vocabulary that is cut off', { ...small, 'vocab.json': bytes('{"a": 0') }, 'badFile'],
    ['merges of three', { ...small, 'merges.txt': bytes('a b c') }, 'badFile'],
    ['no merges', { ...small, 'merges.txt': bytes('#version') }, 'badFile'],
    ['no end token', { ...small, 'vocab.json': bytes({ a: 0 }) }, 'badFile'],
    ['a tokenizer.json without a model', { 'tokenizer.json': bytes({}) }, 'badFile'],
    ['a tokenizer.json that is null', { 'tokenizer.json': bytes('null') }, 'badFile'],
    ['a list that is not zipped', { 'bpe_simple_vocab_16e6.txt.gz': bytes('plain') }, 'badFile'],
    [
      'a list that is cut off',
      { 'bpe_simple_vocab_16e6.txt.gz': gzipSync(bytes('a b')).subarray(0, 15) },
      'badFile',
    ],
    [
      'special tokens that are none',
      { ...small, 'tokenizer_config.json': bytes({ bos_token: 3 }) },
      'badFile',
    ],
  ];
  test.each(refused)('%s: refused, naming the folder', async (_, files, code) => {
    await expect(loadTokenizer(files, 'my/model')).rejects.toMatchObject({
      code,
      message: expect.stringContaining('my/model'),
    });
  });
});

test('a row that is too long is refused with its text, its length and the limit', () => {
  const config = { text: { contextLength: 4 } } as ClipConfig;
  expect(() => {
    checkLength([1, 2, 3, 4], config, '“a cat”');
  }).not.toThrow();
  expect(() => {
    checkLength([1, 2, 3, 4, 5], config, '“a cat”');
  }).toThrow(/^“a cat” has 5 tokens, the model reads 4/);
});

test.each([
  [
    '&lt;&gt &amp;amp; &notit; &#39;&#x41;&#128;&#0;&#xD800;&#1;&#13;&#x110000;',
    "<> &amp; ¬it; 'A€\ufffd\ufffd\r\ufffd",
  ],
  ['&&;&x; &#; &#x; AT&T &copy2020', '&&;&x; &#; &#x; AT&T ©2020'],
])('HTML as Python unescapes it: %j', (text, expected) => {
  expect(unescapeHtml(text)).toBe(expected);
});

describe('text repair', () => {
  test.each([
    ['“it’s”', '"it\'s"'],
    ['&ldquo;x&rdquo; &EACUTE; &amp;lt;', '"x" É <'],
    ['<b> &amp;', '<b> &amp;'],
    ['\x93quoted\x94 \x1b[31mred\x1b[0m\u0007\ufeff', '"quoted" red'],
    ['ＡＢＣ\u3000ｶﾞ', 'ABC ガ'],
    ['oﬃce ǆ ﬅ ŉ', "office dž ſt 'n"],
    ['cafe\u0301', 'café'],
    ['Привет, “мир”', 'Привет, "мир"'],
  ])('%j', (text, expected) => {
    expect(repairText(text)).toBe(expected);
  });

  test.each(['schÃ¶n “x”', 'â€œquotedâ€\x9d ﬁ', 'cafe\u0301 Ã©', 'вЂ“ “x”'])(
    'left alone, as it may be misread: %j',
    (text) => {
      expect(repairText(text)).toBe(text);
    },
  );
});
