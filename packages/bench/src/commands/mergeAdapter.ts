import { saveClip } from '@dsra/clip/node';
import { isDsraError } from '@dsra/core';
import { writeFilesAtomically } from '@dsra/core/node';
import type { Merged, Tuned } from '@dsra/prompts';
import { mergeDifference } from '../inference/mergeDifference';
import { using } from '../inference/using';
import { classifierFiles } from './classifierFiles';
import type { Context } from './context';
import { dropStale } from './dropStale';
import type { MergeOptions } from './mergeOptions';
import { openAdapter } from './openAdapter';
import { claimOutFolder } from './outFolder';
import { promptFiles } from './promptFiles';
import { mergedPlaces } from './mergedPlaces';
import { type MergeResult, reportMerge } from './reportMerge';

/** `dsra merge`: an adapter folded into a CLIP checkpoint, and what no weight can hold beside it. */
export async function mergeAdapter(context: Context, options: MergeOptions): Promise<void> {
  const { weights, weightsIndex, classifier } = mergedPlaces;
  const marks = [weights, weightsIndex, classifier];
  await claimOutFolder(options.out, { marks, holding: 'a checkpoint', force: options.force });
  await using(await openAdapter(context, options), async ({ tuned }) => {
    const result = await merge(tuned, options);
    reportMerge(context, { tuned, options, ...result });
  });
}

async function merge(tuned: Tuned, options: MergeOptions): Promise<MergeResult> {
  const classifier = options.classifier ? await classifierFiles(tuned) : {};
  const folded = foldedOrReason(tuned, options);
  if (typeof folded === 'string') {
    await writeFilesAtomically(options.out, classifier);
    return { unfolded: folded };
  }
  return using(folded, async (merged) => {
    const largestDifference = await mergeDifference(tuned, merged);
    await saveClip(merged, options.out);
    const beside = { ...(await promptFiles(merged, options)), ...classifier };
    await writeFilesAtomically(options.out, beside);
    await dropStale(options.out, Object.keys(beside));
    return {
      largestDifference,
      ...(merged.rest && { kept: { inWords: merged.kept ?? '', method: merged.rest.method } }),
    };
  });
}

/** A method without adapters still has a classifier to write, if one was asked for. */
function foldedOrReason(tuned: Tuned, options: MergeOptions): Merged | string {
  try {
    return tuned.merge();
  } catch (error) {
    if (options.classifier && isDsraError(error) && error.code === 'badInput') return error.message;
    throw error;
  }
}
