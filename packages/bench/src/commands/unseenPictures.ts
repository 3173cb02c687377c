import path from 'node:path';
import { fileHash } from '../data/fileHash';
import { inParallel } from '../data/inParallel';
import type { LabelledPicture, PictureSet } from '../data/pictureSet';
import { counted, field } from '../terminal/figures';
import type { Output } from '../terminal/output';
import { readRecord, runRecordFile } from './runRecord';

/**
 * The test pictures where there are any, else all; without those that the adapter has learned from, which are
 * recognised by their bytes wherever they lie.
 */
export async function unseenPictures(
  out: Output,
  set: PictureSet,
  adapter: string,
): Promise<readonly LabelledPicture[]> {
  const asked = set.test.length > 0 ? set.test : set.train;
  const record = await readRecord(path.join(adapter, runRecordFile));
  if (!record) {
    out.note(field('careful', 'the adapter does not say what it has learned from: all pictures count'));
    return asked;
  }
  const learned = new Set(record.learnedFrom.map(({ sha256 }) => sha256));
  const hashes = await inParallel(asked, (picture) => fileHash(picture.path));
  const left = asked.filter((_, index) => !learned.has(hashes[index]!));
  const remark = remarkOn(left.length, asked.length, set.test.length > 0);
  if (remark) out.note(remark);
  return left.length > 0 ? left : asked;
}

function remarkOn(left: number, asked: number, setAside: boolean): string | undefined {
  if (left === 0)
    return field('careful', 'the adapter has learned from all of these pictures: this is no test');
  if (left < asked) {
    const pictures = counted(asked - left, 'picture that', 'pictures that');
    return field('left out', `${pictures} the adapter has learned from`);
  }
  // Pictures that were set aside for testing are expected to be new.
  return setAside ? undefined : field('all count', 'the adapter has learned from none of these pictures');
}
