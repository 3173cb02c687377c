import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseCsvRows, parseJsonRows } from '../data/manifestRows';

/**
 * What lies in a folder or manifest of somebody's own, as a hash of names and sizes of its files: the same on every machine, and
 * another after a picture came, went, or was drawn over. Undefined where it cannot be read.
 */
export function contentHash(source: string): string | undefined {
  try {
    const place = path.resolve(source);
    const lines = statSync(place).isDirectory() ? filesBelow(place, '', deepest) : manifest(place);
    return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
  } catch {
    // `check` says why.
    return undefined;
  }
}

/** `train/`, a class, its files; links that go round in circles end here too. */
const deepest = 3;

function filesBelow(root: string, below: string, depth: number): string[] {
  const names = readdirSync(path.join(root, below)).filter((name) => !name.startsWith('.'));
  return names.sort().flatMap((name) => {
    const file = path.posix.join(below, name);
    const stats = statSync(path.join(root, file), { throwIfNoEntry: false });
    if (!stats?.isDirectory()) return [`${file} ${stats?.size ?? 'leads nowhere'}`];
    return depth > 1 ? [file, ...filesBelow(root, file, depth - 1)] : [file];
  });
}

function manifest(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const rows = /\.json$/iu.test(file) ? parseJsonRows(text, file) : parseCsvRows(text, file);
  const sizes = rows.map(({ path: picture }) => statSync(path.resolve(path.dirname(file), picture)).size);
  return [text, ...sizes.map(String)];
}
