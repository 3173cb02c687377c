import path from 'node:path';
import { z } from 'zod';
import { few } from '../../data/few';
import { classesOf, type NamedRow } from './classesOf';
import type { Findings, Layout, ListedPicture } from './layout';
import { findFolders, refuseAbsent } from './refuseAbsent';
import { readText } from './textLines';

/**
 * `split_zhou_<name>.json`: CoOp's fixed lists `train`, `val` and `test` of [path, label, class name], with the pictures in the
 * folders named and the paths below `below`. Their order is what Dassl draws by.
 *
 * CoOp makes the file where it is missing, from a shuffle that depends on the file system or the seed: another split than the
 * papers', which is why it is asked for here and not made.
 */
export function splitFileLayout(file: string, pictures: readonly string[], below = ''): Layout {
  return {
    holds: [...pictures.map((name) => `${name}/`), file].join(', '),
    async list(folder, findings) {
      const place = path.join(folder, file);
      const what =
        'CoOp’s lists of training, validation and test pictures; no other split gives the papers’ numbers';
      const text = await readText(place, what, findings);
      const split = text === undefined ? undefined : parsed(text, place, findings);
      const complete = await findFolders(folder, pictures, findings);
      if (!split) return undefined;
      const { train, val, test } = split;
      const classNames = classesOf({ train, val, test }, place, findings);
      const listed = (rows: readonly NamedRow[]): ListedPicture[] =>
        rows.map((row) => ({ path: path.posix.join(below, row.path), label: row.label }));
      const lists = { train: listed(train), validation: listed(val), test: listed(test) };
      if (complete) await refuseAbsent(folder, Object.values(lists).flat(), file, findings);
      return { classNames, ...lists };
    },
  };
}

// Python's int(): a label may be written as a text.
const label = z.union([z.int().nonnegative(), z.string().regex(/^\d+$/u).transform(Number)]);
const row = z.tuple([z.string().min(1), label, z.string().trim().min(1)]);
const lists = ['train', 'val', 'test'] as const;

type Split = Record<(typeof lists)[number], NamedRow[]>;

function parsed(text: string, file: string, findings: Findings): Split | undefined {
  const shape = z.object({
    train: z.array(z.unknown()),
    val: z.array(z.unknown()),
    test: z.array(z.unknown()),
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    findings.problems.push(`${file}: not JSON: ${(error as Error).message}`);
    return undefined;
  }
  const found = shape.safeParse(json);
  if (!found.success) {
    const lacking = found.error.issues
      .map((issue) => `"${issue.path.join('.')}"`)
      .filter((name) => name !== '""');
    const where = lacking.length > 0 ? `; ${few(lacking)} is no list` : '';
    findings.problems.push(`${file}: expected {"train": […], "val": […], "test": […]}${where}`);
    return undefined;
  }
  const split: Split = { train: [], val: [], test: [] };
  for (const name of lists) split[name] = rowsOf(found.data[name], name, file, findings);
  return split;
}

function rowsOf(values: readonly unknown[], list: string, file: string, findings: Findings): NamedRow[] {
  const wrong: string[] = [];
  const rows: NamedRow[] = [];
  for (const [index, value] of values.entries()) {
    const where = `"${list}", row ${index + 1}`;
    const found = row.safeParse(value);
    if (!found.success) {
      wrong.push(`${where}: expected [path, label, class name], found ${shortened(value)}`);
      continue;
    }
    const [written, number, className] = found.data;
    if (leadsOut(written)) wrong.push(`${where}: "${written}" leads out of the set's folder`);
    else rows.push({ path: written, label: number, className, where });
  }
  if (wrong.length > 0) findings.problems.push(`${file}: ${few(wrong, 3)}`);
  if (values.length === 0 && list !== 'val') findings.problems.push(`${file}: "${list}" is empty`);
  return rows;
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** A file that somebody sent opens no picture elsewhere. */
function leadsOut(written: string): boolean {
  const normal = path.posix.normalize(written.replaceAll('\\', '/'));
  return (
    normal === '..' || normal.startsWith('../') || path.posix.isAbsolute(normal) || /^[a-z]:/iu.test(normal)
  );
}
