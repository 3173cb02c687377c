import path from 'node:path';
import { readPicture } from '@dsra/clip/node';
import { isDsraError } from '@dsra/core';
import type { LabelledPicture } from '../data/pictureSet';
import { readPictureSet } from '../data/readPictureSet';
import type { DataSetItem, DataSetSource } from './dataSet';

/** A user's own folder or manifest as a data set; its path stands alone, not below the root of the published ones. */
export function ownSource(source: string): DataSetSource {
  const place = path.resolve(source);
  const title = path.basename(place);
  return {
    name: source,
    title,
    kind: 'own',
    async check() {
      const said = { name: source, title, folder: source };
      try {
        const { classNames, train, val, test, skipped } = await readPictureSet(source);
        const counts = { classes: classNames.length, train: train.length, validation: val.length };
        const remarks = skipped.map(({ path: file, reason }) => `left out: ${file} (${reason})`);
        return { ...said, complete: true, ...counts, test: test.length, missing: [], problems: [], remarks };
      } catch (error) {
        if (!isDsraError(error)) throw error;
        return { ...said, complete: false, missing: [], problems: [error.message], remarks: [] };
      }
    },
    async open() {
      const { root, classNames, train, val, test } = await readPictureSet(source);
      const itemsOf = (pictures: readonly LabelledPicture[]): DataSetItem[] =>
        pictures.map(({ path: file, label }) => ({
          id: path.relative(root, file).split(path.sep).join('/'),
          label,
          read: () => readPicture(file),
        }));
      const lists = { train: itemsOf(train), validation: itemsOf(val), test: itemsOf(test) };
      return { name: source, title, classNames, template: 'a photo of a {}.', ...lists };
    },
  };
}
