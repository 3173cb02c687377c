import type { Command } from 'commander';

import { contextOf, type Invocation } from './context';
import type { MergeOptions } from './mergeOptions';
import { withExamples } from './examples';
import { withAdapter, withModel } from './options';

export function mergeCommand(program: Command, io: Invocation): void {
  const command = program.command('merge').summary('fold an adapter into a plain CLIP checkpoint');
  command
    .description(
      'Folds an adapter into the weights and writes a plain CLIP in the HuggingFace layout: it gives the same answers ' +
        'and costs nothing extra. Of a method with DsRA and prompts, the prompts stay beside the weights, in the ' +
        'folder prompts. The agreement is measured on random pixels and printed.',
    )
    .requiredOption('--out <folder>', 'where the checkpoint goes')
    .option(
      '--classifier',
      "also write the classes' features as classifier.safetensors: with them, the image tower is enough",
    )
    .option('--force', 'replace a checkpoint that is in --out already');
  withExamples(withModel(withAdapter(command)), [
    ['dsra merge --adapter my-adapter --out my-clip', 'A checkpoint that any CLIP library loads'],
    ['dsra zero-shot ./my-pictures --model my-clip', 'Use it: it is a CLIP like any other'],
    [
      'dsra merge --adapter my-adapter --out my-classifier --classifier',
      'The classes as vectors beside it; of a method without adapters (coOp), the classes alone',
    ],
  ]).action(async (options: MergeOptions) => {
    const { mergeAdapter } = await import('./mergeAdapter');
    await mergeAdapter(contextOf(io, options), options);
  });
}
