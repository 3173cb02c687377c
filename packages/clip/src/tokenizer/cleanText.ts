import { repairText } from './repairText';
import { unescapeHtml } from './unescapeHtml';

/** What Python calls white space; JavaScript's `\s` lacks some and has the byte-order mark. */
// eslint-disable-next-line no-control-regex -- file, group, record and unit separators are white space in Python
const WHITE_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/** Text as OpenAI's tokenizer cleans it: repaired, HTML unescaped twice, white space collapsed, lower case. */
export function cleanText(text: string): string {
  const unescaped = unescapeHtml(unescapeHtml(repairText(text)));
  return unescaped.replace(WHITE_SPACE, ' ').replace(/^ | $/g, '').toLowerCase();
}
