import path from 'node:path';
import { cleanClassName } from '@dsra/clip';
import { readPicture } from '@dsra/clip/node';
import { DsraError } from '@dsra/core';
import type { DataSet, DataSetCheck, DataSetItem, DataSetSource } from './dataSet';
import { entriesOf } from './layouts/folders';
import type { Findings, ListedPicture, ListedSet } from './layouts/layout';
import { type DataSetCounts, layoutPage, type PublishedSet } from './published';
import { unreadable } from './unreadable';

/** A published set below the root that all of them lie under. */
export function publishedSource(set: PublishedSet): DataSetSource {
  const { name, title, template } = set;
  return {
    name,
    title,
    kind: 'published',
    async check(root) {
      const { folder, listed, findings } = await look(set, root);
      const complete = findings.missing.length + findings.problems.length === 0;
      const counts = listed && countsOf(listed);
      const remarks = counts && complete ? remarksOn(counts, set.counts) : [];
      return { name, title, complete, folder, ...counts, ...findings, remarks } satisfies DataSetCheck;
    },
    async open(root) {
      const { folder, listed, findings } = await look(set, root);
      refuse(set, findings);
      // Without findings there is a list.
      const { classNames, train, validation, test } = listed!;
      const itemsOf = (pictures: readonly ListedPicture[]): DataSetItem[] =>
        pictures.map(({ path: id, label }) => ({
          id,
          label,
          read: () => readPicture(path.join(folder, id)),
        }));
      return {
        ...{ name, title, template },
        classNames: classNames.map(cleanClassName),
        train: itemsOf(train),
        validation: itemsOf(validation),
        test: itemsOf(test),
      } satisfies DataSet;
    },
  };
}

interface Look {
  readonly folder: string;
  readonly listed: ListedSet | undefined;
  readonly findings: Findings;
}

async function look(set: PublishedSet, root: string): Promise<Look> {
  const folder = path.join(root, set.folder);
  const findings: Findings = { missing: [], problems: [] };
  try {
    if (await entriesOf(folder)) return { folder, listed: await set.layout.list(folder, findings), findings };
    findings.missing.push({ path: folder, what: `the folder of the set, with ${set.layout.holds}` });
  } catch (error) {
    findings.problems.push(unreadable(error));
  }
  return { folder, listed: undefined, findings };
}

const countsOf = ({ classNames, train, validation, test }: ListedSet): DataSetCounts => ({
  classes: classNames.length,
  train: train.length,
  validation: validation.length,
  test: test.length,
});

/** A part of a set is a data set too, but no result on it stands beside published ones. */
function remarksOn(found: DataSetCounts, whole: DataSetCounts): string[] {
  const words = {
    classes: 'classes',
    train: 'training pictures',
    validation: 'validation pictures',
    test: 'test pictures',
  };
  const kinds = Object.keys(words) as (keyof DataSetCounts)[];
  const differing = kinds.filter((kind) => found[kind] !== whole[kind]);
  if (differing.length === 0) return [];
  const counts = differing.map((kind) => `${whole[kind].toLocaleString('en-US')} ${words[kind]}`);
  return [`not the whole set: the published one has ${counts.join(', ')}`];
}

function refuse(set: PublishedSet, { missing, problems }: Findings): void {
  const [part, ...others] = missing.map(({ path: place, what }) => `${place} is not there: ${what}`);
  const more = (count: number): string =>
    count > 0 ? ` (and ${count} more; dsra datasets check lists them)` : '';
  if (part !== undefined) {
    const page = `how to get it: ${layoutPage(set)}`;
    throw new DsraError('missing', `${set.title}: ${part}${more(others.length + problems.length)}; ${page}`);
  }
  const [problem] = problems;
  if (problem === undefined) return;
  throw new DsraError('badFile', `${set.title}: ${problem}${more(problems.length - 1)}`);
}
