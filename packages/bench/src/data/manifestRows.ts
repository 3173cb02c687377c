import { DsraError } from '@dsra/core';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { few } from './few';
import { splits } from './listing';

const row = z.strictObject({
  path: z.string().min(1, 'is empty'),
  label: z.string('must be the class name as text').trim().min(1, 'is empty'),
  split: z.enum(splits, `must be one of ${splits.join(', ')}`).optional(),
});

/** One picture, and where in the manifest it stands. */
export interface ManifestRow extends z.infer<typeof row> {
  readonly where: string;
}

const columns = Object.keys(row.shape);

/** CSV with a header line; quoted fields, CRLF and a byte order mark are handled. */
export function parseCsvRows(text: string, file: string): ManifestRow[] {
  const lines = csvLines(text, file);
  const [header, ...records] = lines;
  const names = header?.record.map((name) => name.trim()) ?? [];
  checkHeader(names, file);
  return records.map(({ record, line }) => {
    const fields = names.map((name, index): [string, string] => [name, record[index] ?? '']);
    return checkedRow(Object.fromEntries(fields), `line ${line}`, file);
  });
}

/** A list of `{ path, label, split? }`. */
export function parseJsonRows(text: string, file: string): ManifestRow[] {
  const list = z.array(z.unknown()).safeParse(parsedJson(text, file));
  if (!list.success) throw new DsraError('badInput', `${file}: expected a JSON list of { "path", "label" }`);
  return list.data.map((value, index) => checkedRow(value, `entry ${index + 1}`, file));
}

interface CsvLine {
  readonly record: string[];
  readonly line: number;
}

function csvLines(text: string, file: string): CsvLine[] {
  try {
    const options = { bom: true, skip_empty_lines: true, info: true } as const;
    const parsed = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    throw new DsraError('badInput', `${file}: not CSV: ${(error as Error).message}`, { cause: error });
  }
}

function checkHeader(names: readonly string[], file: string): void {
  const missing = ['path', 'label'].filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !columns.includes(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (missing.length + unknown.length + twice.length === 0) return;
  const found = names.length > 0 ? few(names) : 'nothing';
  throw new DsraError(
    'badInput',
    `${file}: the first line must name the columns path,label[,split]; it has ${found}`,
  );
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DsraError('badInput', `${file}: not JSON: ${(error as Error).message}`, { cause: error });
  }
}

function checkedRow(value: unknown, where: string, file: string): ManifestRow {
  const result = row.safeParse(value);
  if (result.success) return { ...result.data, where };
  const { path, message } = result.error.issues[0]!;
  throw new DsraError(
    'badInput',
    `${file}, ${where}: ${path.length > 0 ? `"${path.join('.')}" ` : ''}${message}`,
  );
}
