import type { Tuned } from '@dsra/prompts';
import type { SkippedFile } from '../data/pictureSet';
import { percent } from '../terminal/figures';
import { table } from '../terminal/table';
import { accuracyOn, type TestPictures } from './accuracyOn';
import type { Context } from './context';
import type { OpenModel } from './openModel';

/** Accuracy over all pictures and by class: a table for people, one value for machines. */
export async function reportAccuracy(
  { out }: Context,
  { tuned, clip, backend }: OpenModel & { readonly tuned: Tuned },
  given: TestPictures & { readonly skipped: readonly SkippedFile[] },
): Promise<void> {
  const result = await accuracyOn(out, 'accuracy', tuned, given);
  if (!result) return;
  const rows = result.byClass.map(({ className, correct, pictures }) => [
    `  ${className}`,
    pictures === 0 ? '-' : percent(correct / pictures),
    `${correct} of ${pictures}`,
  ]);
  for (const line of table(rows)) out.line(line);
  const skipped = [...given.skipped, ...result.skipped];
  out.json({ backend, model: clip.name, method: tuned.method.recipe ?? null, ...result, skipped });
}
