/**
 * The text repair of OpenAI's tokenizer (ftfy 6 with its defaults), but for the one part that is a guess: text that may
 * be UTF-8 misread in another encoding comes back as it is, nothing repaired.
 */
import { decodeHTMLStrict } from 'entities';
import { maybeMojibake } from './mojibake';
import { unescapeHtml, windows1252 } from './unescapeHtml';

export function repairText(text: string): string {
  let unescapes = true;
  const lines = text.split(/(?<=\n)/).map((line) => {
    // From the first line on that may hold a tag, `&lt;` is taken for meant.
    unescapes &&= !line.includes('<');
    return repairLine(line, unescapes);
  });
  return lines.includes(undefined) ? text : lines.join('');
}

/** Repeats until nothing changes; undefined if a guess would be needed. */
function repairLine(line: string, unescapes: boolean): string | undefined {
  for (;;) {
    const plain = unescapes ? line.replace(ENTITY, unescapeStrictly) : line;
    if (maybeMojibake(plain)) return undefined;
    const repaired = STEPS.reduce((text, step) => step(text), plain);
    if (repaired === line) return line;
    line = repaired;
  }
}

const ENTITY = /&#?[0-9A-Za-z]{1,24};/g;

/** References with their semicolon; names also in capitals where those have no meaning of their own: `&EACUTE;`. */
function unescapeStrictly(reference: string): string {
  if (reference.startsWith('&#')) {
    const character = unescapeHtml(reference);
    return character.includes(';') ? reference : character;
  }
  const named = decodeHTMLStrict(reference);
  if (named !== reference || reference !== reference.toUpperCase()) return named;
  const lower = reference.toLowerCase();
  const character = decodeHTMLStrict(lower);
  return character === lower || unescapeHtml(reference) !== reference ? reference : character.toUpperCase();
}

const LIGATURES: Readonly<Record<string, string>> = {
  ...{
    Ĳ: 'IJ',
    ĳ: 'ij',
    ŉ: 'ʼn',
    Ǆ: 'DŽ',
    ǅ: 'Dž',
    ǆ: 'dž',
    Ǉ: 'LJ',
    ǈ: 'Lj',
    ǉ: 'lj',
    Ǌ: 'NJ',
    ǋ: 'Nj',
    ǌ: 'nj',
  },
  ...{ Ǳ: 'DZ', ǲ: 'Dz', ǳ: 'dz', ﬀ: 'ff', ﬁ: 'fi', ﬂ: 'fl', ﬃ: 'ffi', ﬄ: 'ffl', ﬅ: 'ſt', ﬆ: 'st' },
};

const STEPS: readonly ((text: string) => string)[] = [
  (text) => text.replace(/[\x80-\x9f]/g, (c) => windows1252(c.charCodeAt(0))),
  (text) => text.replace(/[Ĳĳŉ\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06]/g, (c) => LIGATURES[c]!),
  (text) => text.replace(/[\u3000\uff01-\uffef]/g, (c) => c.normalize('NFKC')),
  (text) => text.replace(/[\u02bc\u2018-\u201b]/g, "'").replace(/[\u201c-\u201f]/g, '"'),
  (text) => text.replace(/\r\n?|[\u2028\u2029]/g, '\n'),
  // eslint-disable-next-line no-control-regex -- terminal escapes are what is removed
  (text) => text.replace(/\x1b\[[\d;]*[A-Za-z]/g, ''),
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  (text) => text.replace(/[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]/g, ''),
  (text) => text.normalize('NFC'),
];
