import type { Asked } from '../asked';
import { type Entry, isMeasure, type ReportTable } from '../reportTable';

/** Lines as RFC 4180 has them, but ended as text files are. */
export const csv = (rows: readonly (readonly (string | number | undefined)[])[]): string =>
  rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');

function quoted(value: string | number | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table with all digits; beside each mean its deviation over seeds, and how many runs are there of those asked for. */
export function tableCsv({ columns, rows }: ReportTable): string {
  const head = columns.flatMap(({ title, group, kind }) => {
    const name = group === undefined ? title : `${group}: ${title}`;
    return kind === 'words' ? [name] : [name, `${name} ±`, `${name} runs`];
  });
  const lines = rows.map(({ section, entries }) => [
    section,
    ...columns.flatMap(({ kind }, place) =>
      kind === 'words' ? [entries[place] as string] : numbers(entries[place]),
    ),
  ]);
  return csv([['section', ...head], ...lines]);
}

function numbers(entry: Entry): (string | number | undefined)[] {
  if (!isMeasure(entry)) return ['', '', ''];
  const { spread, done, asked } = entry;
  return [spread?.mean, spread?.deviation, `${done}/${asked}`];
}

/** Every cell that was asked for, with everything that was measured: one line each. */
export function cellsCsv(asked: readonly Asked[]): string {
  const names = [...new Set(asked.flatMap(({ record }) => Object.keys(record?.metrics ?? {})))];
  const facts = [
    'id',
    'protocol',
    'model',
    'data set',
    'method',
    'variant',
    'shots',
    'seed',
    'epochs',
    'state',
  ];
  const head = [...facts, ...names, 'parameters', 'step seconds', 'seconds', 'backend', 'machine', 'error'];
  const lines = asked.map(({ id, cell, state, record }) => [
    ...[id, cell.protocol, cell.model, cell.dataSet, cell.method, cell.variant, cell.shots, cell.seed],
    ...[cell.settings.epochs, state],
    ...names.map((name) => record?.metrics[name] ?? undefined),
    ...(record?.status === 'done' ? [record.parameters, record.stepSeconds] : [undefined, undefined]),
    ...[record?.seconds, record?.backend, record?.machine, record?.error],
  ]);
  return csv([head, ...lines]);
}
