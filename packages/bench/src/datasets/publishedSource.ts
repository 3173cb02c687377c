import path from 'node:path';
import { cleanClassName } from '@dsra/clip';
import { readPicture } from '@dsra/clip/node';
import { DsraError } from '@dsra/core';
import type { DataSet, DataSetCheck, DataSetItem, DataSetSource, MissingPart } from './dataSet';
import { entriesOf } from './layouts/folders';
import type { Findings, ListedPicture, ListedSet } from './layouts/layout';
import { type DataSetCounts, layoutPage, type PublishedSet } from './published';

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
      const { missing, problems } = findings;
      if (missing.length > 0 || !listed) throw new DsraError('missing', missingLine(set, missing));
      if (problems.length > 0) {
        const more =
          problems.length > 1 ? ` (and ${problems.length - 1} more; dsra datasets check lists them)` : '';
        throw new DsraError('badFile', `${title}: ${problems[0]!}${more}`);
      }
      const itemsOf = (pictures: readonly ListedPicture[]): DataSetItem[] =>
        pictures.map(({ path: id, label }) => ({
          id,
          label,
          read: () => readPicture(path.join(folder, id)),
        }));
      return {
        ...{ name, title, template },
        classNames: listed.classNames.map(cleanClassName),
        train: itemsOf(listed.train),
        validation: itemsOf(listed.validation),
        test: itemsOf(listed.test),
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
  if (await entriesOf(folder)) return { folder, listed: await set.layout.list(folder, findings), findings };
  findings.missing.push({ path: folder, what: `the folder of the set, with ${set.layout.holds}` });
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

function missingLine(set: PublishedSet, missing: readonly MissingPart[]): string {
  const [first] = missing;
  const part = first ? `${first.path} is not there: ${first.what}` : 'its pictures cannot be listed';
  const more = missing.length > 1 ? `; and ${missing.length - 1} more, which dsra datasets check lists` : '';
  return `${set.title}: ${part}${more}; how to get it: ${layoutPage(set)}`;
}
