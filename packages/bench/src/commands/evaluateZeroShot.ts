import { createPictureReader } from '../data/pictureReader';
import { readPictureSet } from '../data/readPictureSet';
import type { Context } from './context';
import { describeLeftOut } from './describePictures';
import type { ZeroShotOptions } from './evalOptions';
import { openModel } from './openModel';
import { reportAccuracy } from './reportAccuracy';
import { using } from '../inference/using';
import { zeroShotOf } from '../inference/zeroShotOf';

/** `dsra zero-shot`: how good CLIP is by itself, on the test pictures or, where none were set aside, on all. */
export async function evaluateZeroShot(
  context: Context,
  source: string,
  options: ZeroShotOptions,
): Promise<void> {
  const set = await readPictureSet(source, options);
  describeLeftOut(context.out, set);
  const pictures = set.test.length > 0 ? set.test : set.train;
  const { clip, backend } = await openModel(context, options);
  await using(clip, async () => {
    const tuned = await zeroShotOf(clip, set.classNames, options.template);
    const given = { pictures, reader: createPictureReader(), strict: options.strict, skipped: set.skipped };
    await using(tuned, () => reportAccuracy(context, { clip, backend, tuned }, given));
  });
}
