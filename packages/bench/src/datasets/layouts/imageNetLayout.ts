import path from 'node:path';
import { few } from '../../data/few';
import { readClassNames } from './classNamesFile';
import { classFolders } from './folders';
import type { Findings, Layout } from './layout';
import { mostTold, picturesOf } from './picturesOf';

/**
 * ImageNet: `images/train/` and `images/val/` with one folder per class, `classnames.txt`. Labels are numbered by the sorted
 * folders. What ImageNet calls validation pictures is the test; there are no others.
 */
export const imageNetLayout: Layout = {
  holds: 'images/train/, images/val/, classnames.txt',
  async list(folder, findings) {
    const names = await readClassNames(folder, findings);
    const places = ['train', 'val'].map((split) => path.join(folder, 'images', split));
    const [train, val] = await Promise.all(
      places.map((place) => classFolders(place, 'a folder for each class, n01440764 and so on', findings)),
    );
    if (!train || !val || !names) return undefined;
    refuseDifferent(places[1]!, val, train, findings);
    const labelled = (split: string) => picturesOf(folder, ['images', split], train, findings);
    return {
      classNames: namesOf(train, names, folder, findings),
      train: await labelled('train'),
      validation: [],
      test: val.length === train.length ? await labelled('val') : [],
    };
  },
};

/** ImageNet-Sketch, -A and -R: one folder per class, for testing alone. Files beside the folders are passed over. */
export function classFoldersLayout(pictures: string): Layout {
  return {
    holds: `${pictures}/, classnames.txt`,
    async list(folder, findings) {
      const names = await readClassNames(folder, findings);
      const place = path.join(folder, pictures);
      const what = 'a folder for each class, n01440764 and so on';
      const folders = await classFolders(place, what, findings);
      if (!folders || !names) return undefined;
      return {
        classNames: namesOf(folders, names, folder, findings),
        train: [],
        validation: [],
        test: await picturesOf(folder, [pictures], folders, findings),
      };
    },
  };
}

/** ImageNetV2: folders `0`, `1`, … by the line of `classnames.txt`, for testing alone. */
export function numberedFoldersLayout(pictures: string): Layout {
  return {
    holds: `${pictures}/, classnames.txt`,
    async list(folder, findings) {
      const names = await readClassNames(folder, findings);
      const place = path.join(folder, pictures);
      const folders = await classFolders(place, 'a folder for each class: 0, 1 and so on', findings);
      if (!folders || !names) return undefined;
      const expected = Array.from(names.keys(), (_, label) => String(label));
      const foreign = folders.filter((name) => !expected.includes(name));
      if (foreign.length > 0) {
        const last = expected.length - 1;
        findings.problems.push(
          `${place}: classnames.txt has lines for the folders 0 to ${last}, not for ${few(foreign)}`,
        );
      }
      return {
        classNames: [...names.values()],
        train: [],
        validation: [],
        test: await picturesOf(folder, [pictures], expected, findings),
      };
    },
  };
}

function namesOf(
  folders: readonly string[],
  names: ReadonlyMap<string, string>,
  root: string,
  findings: Findings,
): string[] {
  const nameless = folders.filter((name) => !names.has(name));
  if (nameless.length > 0) {
    const file = path.join(root, 'classnames.txt');
    findings.problems.push(`${file}: no line for the class folders ${few(nameless)}`);
  }
  return folders.map((name) => names.get(name) ?? name);
}

/** CoOp numbers the two trees apart from each other, so that a folder too few would shift all labels behind it. */
function refuseDifferent(
  place: string,
  val: readonly string[],
  train: readonly string[],
  findings: Findings,
): void {
  const lacking = train.filter((name) => !val.includes(name));
  const extra = val.filter((name) => !train.includes(name));
  for (const name of lacking.slice(0, mostTold)) {
    const more = lacking.length > 1 ? `, one of ${lacking.length} classes of train/ that val/ lacks` : '';
    findings.missing.push({ path: path.join(place, name), what: `the test pictures of a class${more}` });
  }
  if (extra.length > 0) findings.problems.push(`${place}: classes that train/ does not have: ${few(extra)}`);
}
