import { existsSync } from 'node:fs';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import type { DataSetSource } from './dataSet';
import { embeddedSources, embeddedSourceNamed } from './embeddedSets';
import { ownSource } from './ownSource';
import { publishedSets } from './published';
import { publishedSource } from './publishedSource';

/** The papers' data sets, in their order, and those that ImageNet's are tested on. */
export const publishedSources: readonly DataSetSource[] = publishedSets.map(publishedSource);

/**
 * A data set by its name: a published one (`oxfordPets`, in any way of writing it, also CoOp's own name or its folder), an
 * embedded one (`embedded/objects`), or a path to a folder or manifest of one's own.
 *
 * ```ts
 * const pets = await dataSetNamed('oxfordPets').open('/data');
 * const mine = await dataSetNamed('./my-pictures').open('.');
 * ```
 * @throws DsraError `badInput`, with the names that there are
 */
export function dataSetNamed(name: string): DataSetSource {
  const published = publishedSets.findIndex((set) =>
    [set.name, set.title, set.coOpName, set.folder].some((known) => known && plain(known) === plain(name)),
  );
  // A path says by its look that it is one: ./food-101 is somebody's own folder.
  const isPath = /[/\\]|\.(csv|json)$/iu.test(name);
  if (published >= 0 && !isPath) return publishedSources[published]!;
  if (name.startsWith('embedded/')) return embeddedSourceNamed(name.slice('embedded/'.length));
  if (isPath || existsSync(path.resolve(name))) return ownSource(name);
  const known = [...publishedSources, ...embeddedSources].map((source) => source.name).join(', ');
  throw new DsraError(
    'badInput',
    `there is no data set "${name}"; there are: ${known}, and any folder with one sub-folder per class, or manifest`,
  );
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/gu, '');
