/** Text between tags and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Text in a cell of a Markdown table, or in a line: nothing in it is read as markup. */
export const escapeMarkdown = (text: string): string =>
  text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/([\\`*_[\]|#~])/gu, '\\$1')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
