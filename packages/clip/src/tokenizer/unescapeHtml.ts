import { decodeHTML } from 'entities';

const REFERENCE = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g;

/** Python's `html.unescape`: the HTML standard's references, also those without a semicolon. */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (whole, body: string) =>
    body.startsWith('#') ? character(body) : decodeHTML(whole),
  );
}

const HIGH_CONTROLS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** What a byte from 0x80 to 0x9f is in Windows-1252; itself where that has none. */
export function windows1252(byte: number): string {
  return HIGH_CONTROLS[byte - 0x80]!;
}

function character(body: string): string {
  const hex = /^#[xX]/.test(body);
  const code = Number.parseInt(body.slice(hex ? 2 : 1), hex ? 16 : 10);
  if (code === 0 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return '\ufffd';
  if (code >= 0x80 && code <= 0x9f) return windows1252(code);
  return isForbidden(code) ? '' : String.fromCodePoint(code);
}

/** Control characters and those that Unicode will never assign. */
function isForbidden(code: number): boolean {
  const control = code < 0x20 && code !== 9 && code !== 10 && code !== 12 && code !== 13;
  return control || code === 0x7f || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
}
