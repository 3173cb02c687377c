import { saveClip } from '@dsra/clip/node';
import { field } from '../terminal/figures';
import { shellLine } from '../terminal/shellLine';
import { commandName, type Context } from './context';
import { claimOutFolder } from './outFolder';
import type { MergeOptions } from './mergeOptions';
import { mergeDifference } from '../inference/mergeDifference';
import { openAdapter } from './openAdapter';
import { templateOptions } from './templateOptions';
import { using } from '../inference/using';

/** `dsra merge`: an adapter folded into a plain CLIP checkpoint. */
export async function mergeAdapter(context: Context, options: MergeOptions): Promise<void> {
  const { out } = context;
  await claimOutFolder(options.out, {
    marks: ['model.safetensors', 'model.safetensors.index.json'],
    holding: 'a checkpoint',
    force: options.force,
  });
  await using(await openAdapter(context, options), async ({ tuned, clip }) => {
    const merged = tuned.merge();
    const largestDifference = await using(merged, async () => {
      const difference = await mergeDifference(tuned, merged);
      await saveClip(merged, options.out);
      return difference;
    });
    const difference = `largest difference in probability on random pixels ${largestDifference.toExponential(1)}`;
    out.line(field('merged', `${clip.name} with ${options.adapter}: ${difference}`));
    out.line(field('saved', options.out));
    const ask = shellLine([...commandName(context.io), 'zero-shot']);
    const model = shellLine(['--model', options.out, ...templateOptions(tuned.method)]);
    out.line(field('next', `${ask} <pictures> ${model}`));
    out.json({ model: clip.name, largestDifference, folder: options.out });
  });
}
