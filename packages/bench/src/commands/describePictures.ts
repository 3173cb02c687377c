import { few } from '../data/few';
import type { PictureSet, SkippedFile } from '../data/pictureSet';
import { counted, field } from '../terminal/figures';
import type { Output } from '../terminal/output';

/** Says how many pictures of how many classes there are, and what was left out. */
export function describePictures(out: Output, set: PictureSet): void {
  const { classNames, train, test } = set;
  const rest = test.length === 0 ? 'none for testing (--shots keeps some)' : `${test.length} for testing`;
  const classes = `${counted(classNames.length, 'class', 'classes')} (${few(classNames)})`;
  out.line(field('pictures', `${train.length} to learn from, ${rest}; ${classes}`));
  describeLeftOut(out, set);
}

/** What no command looks at: validation pictures beside test pictures, and files that are no pictures. */
export function describeLeftOut(out: Output, { val, skipped }: Pick<PictureSet, 'val' | 'skipped'>): void {
  if (val.length > 0) out.note(field('left out', 'validation pictures: no command chooses anything by them'));
  describeSkipped(out, skipped);
}

/** One remark about all files that were left out. */
export function describeSkipped(out: Output, skipped: readonly SkippedFile[]): void {
  if (skipped.length === 0) return;
  const names = few(skipped.map(({ path, reason }) => `${path} (${reason})`));
  out.note(field('skipped', `${counted(skipped.length, 'file')}: ${names}`));
}
