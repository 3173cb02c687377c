import type { Command } from 'commander';

import { contextOf, type Invocation } from './context';
import type { PredictOptions } from './predictOptions';
import { withExamples } from './examples';
import { withAdapter, withModel } from './options';
import { wholeNumber } from './values';

export function predictCommand(program: Command, io: Invocation): void {
  const command = program.command('predict').summary('classes of pictures, with probabilities');
  command
    .description('The most probable classes of each picture.')
    .argument('<picture...>', 'picture files')
    .option('--top <n>', 'classes to name per picture', wholeNumber(1), 3)
    .option('--strict', 'refuse files that are not pictures instead of skipping and counting them');
  withExamples(withModel(withAdapter(command)), [
    ['dsra predict holiday.jpg --adapter my-adapter', 'What is in this picture?'],
    ['dsra predict album/*.jpg --adapter my-adapter --top 1 --json', 'Many pictures, for a script'],
  ]).action(async (pictures: string[], options: PredictOptions) => {
    const { predictPictures } = await import('./predictPictures');
    await predictPictures(contextOf(io, options), pictures, options);
  });
}
