import { createPictureReader } from '../data/pictureReader';
import type { LabelledPicture, PictureSet } from '../data/pictureSet';
import { readPictureSet } from '../data/readPictureSet';
import { field } from '../terminal/figures';
import type { Context } from './context';
import { describeSkipped } from './describePictures';
import type { EvalOptions } from './evalOptions';
import { openAdapter } from './openAdapter';
import { reportAccuracy } from './reportAccuracy';
import { readRunRecord } from './runRecord';
import { using } from './using';

/** `dsra eval`: how good an adapter is on labelled pictures that it has not learned from. */
export async function evaluateAdapter(context: Context, source: string, options: EvalOptions): Promise<void> {
  const set = await readPictureSet(source, options);
  describeSkipped(context.out, set.skipped);
  const pictures = await unseen(context, set, options.adapter);
  const given = { pictures, reader: createPictureReader(), strict: options.strict, skipped: set.skipped };
  await using(await openAdapter(context, options, set.classNames), (opened) =>
    reportAccuracy(context, opened, given),
  );
}

/** The test pictures where there are any, else all but those that the adapter has learned from. */
async function unseen(
  { out }: Context,
  set: PictureSet,
  adapter: string,
): Promise<readonly LabelledPicture[]> {
  if (set.test.length > 0) return set.test;
  const learned = new Set((await readRunRecord(adapter))?.learnedFrom);
  const left = set.train.filter(({ path }) => !learned.has(path));
  if (left.length === 0) {
    out.note(field('careful', 'the adapter has learned from all of these pictures: this is no test'));
    return set.train;
  }
  if (left.length < set.train.length) {
    out.note(
      field('left out', `${set.train.length - left.length} pictures that the adapter has learned from`),
    );
  }
  return left;
}
