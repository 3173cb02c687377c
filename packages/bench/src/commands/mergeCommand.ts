import type { Command } from 'commander';

import { contextOf, type Invocation } from './context';
import type { MergeOptions } from './mergeOptions';
import { withExamples } from './examples';
import { withAdapter, withModel } from './options';

export function mergeCommand(program: Command, io: Invocation): void {
  const command = program.command('merge').summary('fold an adapter into a plain CLIP checkpoint');
  command
    .description(
      'Folds an adapter into the weights and writes a plain CLIP in the HuggingFace layout: it gives the same answers\n' +
        'and costs nothing extra. The agreement is measured on random pixels and printed.',
    )
    .requiredOption('--out <folder>', 'where the checkpoint goes')
    .option('--force', 'replace a checkpoint that is in --out already');
  withExamples(withModel(withAdapter(command)), [
    ['dsra merge --adapter my-adapter --out my-clip', 'A checkpoint that any CLIP library loads'],
    ['dsra zero-shot ./my-pictures --model my-clip', 'Use it: it is a CLIP like any other'],
  ]).action(async (options: MergeOptions) => {
    const { mergeAdapter } = await import('./mergeAdapter');
    await mergeAdapter(contextOf(io, options), options);
  });
}
