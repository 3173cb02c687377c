import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import { byCodePoint } from './classNames';
import { few } from './few';
import type { Listing } from './listing';
import { parseCsvRows, parseJsonRows, type ManifestRow } from './manifestRows';

/** A CSV or JSON manifest: one row per picture with `path`, `label` and, in every row or in none, `split`. */
export async function listManifest(file: string): Promise<Listing> {
  const text = await readFile(file, 'utf8');
  const rows =
    path.extname(file).toLowerCase() === '.json' ? parseJsonRows(text, file) : parseCsvRows(text, file);
  refuseHalfSplit(rows, file);
  refuseTwice(rows, file);
  const base = path.dirname(path.resolve(file));
  return {
    source: file,
    root: base,
    classNames: [...new Set(rows.map(({ label }) => label))].sort(byCodePoint),
    files: rows.map((row) => ({
      path: inside(base, row, file),
      className: row.label,
      split: row.split ?? 'train',
    })),
    strays: [],
  };
}

/** Paths are relative to the manifest and stay in its folder: a manifest that was sent to somebody opens no other file. */
function inside(base: string, row: ManifestRow, file: string): string {
  const full = path.resolve(base, row.path);
  const relative = path.relative(base, full);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
    throw new DsraError(
      'badInput',
      `${file}, ${row.where}: "${row.path}" leads out of the manifest's folder`,
    );
  }
  return full;
}

function refuseHalfSplit(rows: readonly ManifestRow[], file: string): void {
  const without = rows.filter(({ split }) => split === undefined);
  if (without.length === 0 || without.length === rows.length) return;
  throw new DsraError(
    'badInput',
    `${file}: "split" is missing in ${few(without.map(({ where }) => where))}, but not elsewhere`,
  );
}

function refuseTwice(rows: readonly ManifestRow[], file: string): void {
  const seen = new Map<string, ManifestRow>();
  for (const row of rows) {
    const key = path.normalize(row.path);
    const earlier = seen.get(key);
    if (earlier) {
      throw new DsraError(
        'badInput',
        `${file}: "${row.path}" is named twice, in ${earlier.where} and in ${row.where}`,
      );
    }
    seen.set(key, row);
  }
}
