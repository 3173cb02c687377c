import { bestEntries, entryText } from '../entryText';
import type { ReportTable } from '../reportTable';
import { escapeMarkdown } from './escape';

/** One table; sections are its first column. */
export function markdownTable(table: ReportTable): string {
  const { columns, rows, title, notes } = table;
  const best = bestEntries(table);
  const sectioned = rows.some(({ section }) => section !== undefined);
  const head = columns.map(({ title: name, group }) =>
    escapeMarkdown(group === undefined ? name : `${group}: ${name}`),
  );
  const marks = columns.map(({ kind }) => (kind === 'words' ? ':--' : '--:'));
  const body = rows.map((row, index) => {
    const entries = columns.map((column, place) => {
      const text = escapeMarkdown(
        entryText(row.entries[place], { kind: row.kind && place > 0 ? row.kind : column.kind }),
      );
      return best.has(`${index},${place}`) ? `**${text}**` : text;
    });
    const repeated = row.section === rows[index - 1]?.section;
    return [...(sectioned ? [repeated ? '' : escapeMarkdown(row.section ?? '')] : []), ...entries];
  });
  const first = sectioned ? { head: ['Over'], marks: [':--'] } : { head: [], marks: [] };
  const lines = [[...first.head, ...head], [...first.marks, ...marks], ...body];
  return [
    `### ${escapeMarkdown(title)}`,
    lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    ...notes.map((note) => escapeMarkdown(note)),
  ].join('\n\n');
}
