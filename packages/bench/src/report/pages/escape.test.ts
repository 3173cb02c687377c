import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { tableCsv } from './csv';
import { escapeHtml, escapeMarkdown } from './escape';

test('HTML', () => {
  expect(escapeHtml('<b a="1">&</b>')).toBe('&lt;b a=&quot;1&quot;&gt;&amp;&lt;/b&gt;');
});

test('Markdown: no markup, one line', () => {
  expect(escapeMarkdown('a | b\n*c* _d_ [e](f) `g` <h>')).toBe(
    'a \\| b \\*c\\* \\_d\\_ \\[e\\](f) \\`g\\` &lt;h>',
  );
});

test('CSV is read as what was written', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (words) => {
      const columns = words.map((title) => ({ title, kind: 'words' }) as const);
      const text = tableCsv({ ...{ id: 'x', title: '', notes: [] }, columns, rows: [{ entries: words }] });
      expect(parse(text)).toEqual([
        ['section', ...words],
        ['', ...words],
      ]);
    }),
  );
});
