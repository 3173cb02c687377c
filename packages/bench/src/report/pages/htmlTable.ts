import { bestEntries, entryText } from '../entryText';
import { type Column, isMeasure, type ReportTable, type TableRow } from '../reportTable';
import { escapeHtml } from './escape';

/** One table; one of several sections becomes small tables beside one another, as the paper's Table 2. */
export function htmlTable(table: ReportTable): string {
  const best = bestEntries(table);
  const rows = table.rows.map((row, index) => ({ row, index }));
  const sections = [...new Set(table.rows.map(({ section }) => section))];
  const tables = sections.map((section) =>
    oneTable(table.columns, {
      caption: section,
      name: section === undefined ? table.title : `${table.title}: ${section}`,
      body: rows.filter(({ row }) => row.section === section).map((one) => line(table.columns, one, best)),
    }),
  );
  const notes = table.notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('\n');
  const shape = sections.length > 1 ? 'many' : 'one';
  return `<h3>${escapeHtml(table.title)}</h3>\n<div class="tables ${shape}">\n${tables.join('\n')}\n</div>\n${notes}`;
}

function oneTable(
  columns: readonly Column[],
  { caption, name, body }: { caption: string | undefined; name: string; body: readonly string[] },
): string {
  const named = caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>`;
  // A wide table is scrolled with the keyboard too.
  const region = `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(name)}">`;
  return `${region}<table>${named}<thead>${head(columns)}</thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

function head(columns: readonly Column[]): string {
  const titles = columns
    .map(
      ({ title, kind, published }) => `<th scope="col"${classOf(kind, published)}>${escapeHtml(title)}</th>`,
    )
    .join('');
  if (columns.every(({ group }) => group === undefined)) return `<tr>${titles}</tr>`;
  const groups: { name: string; width: number }[] = [];
  for (const { group = '' } of columns) {
    if (groups.at(-1)?.name === group) groups.at(-1)!.width += 1;
    else groups.push({ name: group, width: 1 });
  }
  const above = groups
    .map(({ name, width }) =>
      name === ''
        ? `<td colspan="${width}"></td>`
        : `<th colspan="${width}" scope="colgroup" class="group">${escapeHtml(name)}</th>`,
    )
    .join('');
  return `<tr>${above}</tr><tr>${titles}</tr>`;
}

function classOf(kind: Column['kind'], published = false, extra = ''): string {
  const names = [kind === 'words' ? '' : 'number', published ? 'published' : '', extra].filter(
    (name) => name !== '',
  );
  return names.length > 0 ? ` class="${names.join(' ')}"` : '';
}

function line(
  columns: readonly Column[],
  { row, index }: { row: TableRow; index: number },
  best: ReadonlySet<string>,
): string {
  const cells = columns.map((column, place) => {
    const entry = row.entries[place];
    const { kind, published } = column;
    const text = escapeHtml(entryText(entry, { kind: row.kind && place > 0 ? row.kind : kind }));
    if (place === 0) return `<th scope="row">${text}</th>`;
    const lacking = isMeasure(entry) && !entry.spread && !entry.inapplicable ? 'lacking' : '';
    const shown = best.has(`${index},${place}`) ? `<b>${text}</b>` : text;
    const title = isMeasure(entry) && entry.incomplete ? ` title="${entry.done} of ${entry.asked} runs"` : '';
    return `<td${classOf(kind, published, lacking)}${title}>${shown}</td>`;
  });
  return `<tr${row.kind ? ' class="difference"' : ''}>${cells.join('')}</tr>`;
}
