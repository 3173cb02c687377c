import { createPictureReader } from '../data/pictureReader';
import { readPictureSet } from '../data/readPictureSet';
import type { Context } from './context';
import { describeLeftOut } from './describePictures';
import type { EvalOptions } from './evalOptions';
import { openAdapter } from './openAdapter';
import { reportAccuracy } from './reportAccuracy';
import { unseenPictures } from './unseenPictures';
import { using } from '../inference/using';

/** `dsra eval`: how good an adapter is on labelled pictures that it has not learned from. */
export async function evaluateAdapter(context: Context, source: string, options: EvalOptions): Promise<void> {
  const set = await readPictureSet(source, options);
  describeLeftOut(context.out, set);
  const pictures = await unseenPictures(context.out, set, options.adapter);
  const given = { pictures, reader: createPictureReader(), strict: options.strict, skipped: set.skipped };
  await using(await openAdapter(context, options, set.classNames), (opened) =>
    reportAccuracy(context, opened, given),
  );
}
