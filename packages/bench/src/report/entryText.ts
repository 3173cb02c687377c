import { thousands } from '../terminal/figures';
import { type Column, type Entry, isMeasure, type ReportTable } from './reportTable';

/** Follows what is averaged over less than was asked for. */
export const incompleteMark = '†';

/** `71.2 ± 0.4`, `71.2 ± 0.4 †`, `missing`, `failed`, `n/a`; nothing for what was not asked for. */
export function entryText(entry: Entry, { kind }: Pick<Column, 'kind'>): string {
  if (entry === undefined) return '';
  if (!isMeasure(entry)) return entry;
  const { spread, asked, failed, inapplicable, incomplete } = entry;
  if (!spread) {
    if (inapplicable) return 'n/a';
    if (asked === 0) return '';
    return failed > 0 && failed >= asked ? 'failed' : 'missing';
  }
  const { mean, deviation } = spread;
  const digits = digitsOf(kind, mean);
  const middle = numberText(mean, kind, digits);
  const around =
    deviation === undefined || kind === 'count' ? '' : ` ± ${plain(deviation * scaleOf(kind), digits)}`;
  return `${middle}${around}${incomplete ? ` ${incompleteMark}` : ''}`;
}

const scaleOf = (kind: Column['kind']): number => (kind === 'percent' || kind === 'points' ? 100 : 1);

/** After the point; the deviation has as many as its mean. */
function digitsOf(kind: Column['kind'], mean: number): number {
  if (kind === 'percent' || kind === 'points') return 1;
  if (kind === 'count' || mean >= 100) return 0;
  return mean >= 10 ? 1 : 2;
}

const plain = (value: number, digits: number): string =>
  digits === 0 ? thousands(Math.round(value)) : value.toFixed(digits);

function numberText(value: number, kind: Column['kind'], digits: number): string {
  const text = plain(value * scaleOf(kind), digits);
  return kind === 'points' && !text.startsWith('-') ? `+${text}` : text;
}

/** Row and column of what is highest in its section, ties included; none where there is nothing to compare. */
export function bestEntries({ columns, rows }: ReportTable): Set<string> {
  const best = new Set<string>();
  columns.forEach((column, place) => {
    if (!column.best) return;
    for (const section of new Set(rows.map((row) => row.section))) {
      const own = rows
        .map((row, index) => ({ row, index, text: entryText(row.entries[place], column) }))
        .filter(({ row, text }) => row.section === section && !row.kind && /^\d/u.test(text))
        // Means over other data sets are not comparable.
        .filter(({ row }) => !(row.entries[place] as { incomplete?: boolean }).incomplete);
      if (own.length < 2) continue;
      const highest = Math.max(...own.map(({ text }) => Number.parseFloat(text)));
      for (const { index, text } of own)
        if (Number.parseFloat(text) === highest) best.add(`${index},${place}`);
    }
  });
  return best;
}
