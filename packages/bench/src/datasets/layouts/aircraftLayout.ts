import path from 'node:path';
import { few } from '../../data/few';
import { classesOf, type NamedRow } from './classesOf';
import type { Findings, Layout, ListedPicture } from './layout';
import { findFolders, refuseAbsent } from './refuseAbsent';
import { firstWord, readLines } from './textLines';

const splits = ['train', 'val', 'test'] as const;

/**
 * FGVCAircraft: `variants.txt` numbers the classes, `images_variant_{train,val,test}.txt` name a picture and its variant in
 * each line, `1025794 707-320`.
 */
export const aircraftLayout: Layout = {
  holds: 'images/, variants.txt, images_variant_train.txt, images_variant_val.txt, images_variant_test.txt',
  async list(folder, findings) {
    const file = path.join(folder, 'variants.txt');
    const variants = await readLines(file, 'the class names: a variant in each line', findings);
    const labels = new Map(variants?.map(({ text }, label) => [text, label]));
    const found = await Promise.all(splits.map((split) => rowsOf(folder, split, labels, findings)));
    const [train, val, test] = found;
    const complete = await findFolders(folder, ['images'], findings);
    if (!variants || !train || !val || !test) return undefined;
    const classNames = classesOf({ train, val, test }, folder, findings);
    const listed = (rows: readonly NamedRow[]): ListedPicture[] =>
      rows.map((row) => ({ path: row.path, label: row.label }));
    for (const [index, rows] of complete ? [train, val, test].entries() : []) {
      await refuseAbsent(folder, listed(rows), listName(splits[index]!), findings);
    }
    return { classNames, train: listed(train), validation: listed(val), test: listed(test) };
  },
};

const listName = (split: string): string => `images_variant_${split}.txt`;

async function rowsOf(
  folder: string,
  split: string,
  labels: ReadonlyMap<string, number>,
  findings: Findings,
): Promise<NamedRow[] | undefined> {
  const file = path.join(folder, listName(split));
  const lines = await readLines(file, 'a line `1025794 707-320` for each picture', findings);
  if (!lines) return undefined;
  const wrong: string[] = [];
  const rows: NamedRow[] = [];
  for (const { text, number } of lines) {
    const [picture, className] = firstWord(text);
    const label = labels.get(className);
    const where = `${listName(split)}, line ${number}`;
    if (picture.includes('/')) wrong.push(`line ${number}: "${picture}" is no name of a picture in images/`);
    else if (label === undefined) wrong.push(`line ${number}: "${className}" is no variant of variants.txt`);
    else rows.push({ path: `images/${picture}.jpg`, label, className, where });
  }
  // Without variants.txt every line would be wrong.
  if (wrong.length > 0 && labels.size > 0) findings.problems.push(`${file}: ${few(wrong, 3)}`);
  if (lines.length === 0 && split !== 'val') findings.problems.push(`${file}: it is empty`);
  return rows;
}
