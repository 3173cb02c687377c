import path from 'node:path';
import { readPicture } from '@dsra/clip/node';
import { isDsraError } from '@dsra/core';
import type { LabelledPicture } from '../data/pictureSet';
import { readPictureSet } from '../data/readPictureSet';
import type { DataSetItem, DataSetSource } from './dataSet';
import { unreadable } from './unreadable';

/**
 * A user's own folder or manifest as a data set; its path stands alone, not below the root of the published ones. Its name is
 * the absolute path, so that it is the same set from any folder and in any way of writing it.
 */
export function ownSource(source: string): DataSetSource {
  const place = path.resolve(source);
  const title = path.basename(place);
  return {
    name: place,
    title,
    kind: 'own',
    async check() {
      const said = { name: place, title, folder: place };
      try {
        const { classNames, train, val, test, skipped } = await readPictureSet(place);
        const counts = { classes: classNames.length, train: train.length, validation: val.length };
        const remarks = skipped.map(({ path: file, reason }) => `left out: ${file} (${reason})`);
        return { ...said, complete: true, ...counts, test: test.length, missing: [], problems: [], remarks };
      } catch (error) {
        const problem = isDsraError(error) ? error.message : unreadable(error);
        return { ...said, complete: false, missing: [], problems: [problem], remarks: [] };
      }
    },
    async open() {
      const { root, classNames, train, val, test } = await readPictureSet(place);
      const itemsOf = (pictures: readonly LabelledPicture[]): DataSetItem[] =>
        pictures.map(({ path: file, label }) => ({
          id: path.relative(root, file).split(path.sep).join('/'),
          label,
          read: () => readPicture(file),
        }));
      const lists = { train: itemsOf(train), validation: itemsOf(val), test: itemsOf(test) };
      return { name: place, title, classNames, template: 'a photo of a {}.', ...lists };
    },
  };
}
