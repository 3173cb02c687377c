/** The single-byte encodings that UTF-8 text is most often misread in. */
const ENCODINGS = [
  ...['windows-1252', 'windows-1251', 'windows-1250', 'windows-1253', 'windows-1254', 'windows-1257'],
  ...['iso-8859-2', 'macintosh'],
];

/** A character of two, three or four bytes, as UTF-8 writes it; one code unit per byte. */
const UTF8 = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/;

let tables: Map<string, string>[] | undefined;

/** Whether some of the text may be UTF-8 that was read in another encoding, as `schÃ¶n` for `schön`. */
export function maybeMojibake(text: string): boolean {
  if (isAscii(text)) return false;
  tables ??= ENCODINGS.map(bytesByCharacter);
  return tables.some((table) => UTF8.test(Array.from(text, (c) => byteOf(c, table)).join('')));
}

/** The byte that stands for a character, Latin-1's where the encoding has none; U+0100 if neither has. */
function byteOf(character: string, table: Map<string, string>): string {
  return table.get(character) ?? (character <= '\xff' ? character : '\u0100');
}

function bytesByCharacter(encoding: string): Map<string, string> {
  const high = Uint8Array.from({ length: 128 }, (_, i) => 128 + i);
  const characters = Array.from(new TextDecoder(encoding).decode(high));
  return new Map(characters.map((character, i) => [character, String.fromCharCode(128 + i)]));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
