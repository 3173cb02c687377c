import { few } from '../../data/few';
import type { Findings } from './layout';

/** A row of a list, and where it stands. */
export interface NamedRow {
  readonly path: string;
  readonly label: number;
  readonly className: string;
  readonly where: string;
}

/**
 * The names of the labels 0, 1, …, as the training rows have them: Dassl's `get_lab2cname`. Where labels have gaps, two names,
 * or no training picture, Dassl's classifier and labels part company without a word; here it is said.
 */
export function classesOf(
  rows: Readonly<Record<'train' | 'val' | 'test', readonly NamedRow[]>>,
  file: string,
  findings: Findings,
): string[] {
  const names = new Map<number, NamedRow>();
  const wrong: string[] = [];
  for (const row of rows.train) if (!names.has(row.label)) names.set(row.label, row);
  for (const row of [...rows.train, ...rows.val, ...rows.test]) {
    const known = names.get(row.label);
    if (!known) wrong.push(`${row.where}: label ${row.label} has no training picture`);
    else if (known.className !== row.className) {
      wrong.push(
        `${row.where}: label ${row.label} is "${row.className}", but "${known.className}" in ${known.where}`,
      );
    }
  }
  const labels = [...names.keys()].sort((a, b) => a - b);
  const gap = labels.findIndex((label, index) => label !== index);
  if (gap >= 0) wrong.push(`the labels have a gap: there is a label ${labels[gap]!} and no label ${gap}`);
  if (wrong.length > 0) findings.problems.push(`${file}: ${few(wrong, 3)}`);
  return labels.map((label) => names.get(label)!.className);
}
