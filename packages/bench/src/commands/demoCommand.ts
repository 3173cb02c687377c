import type { Command } from 'commander';

import { contextOf, type Invocation } from './context';
import type { DemoOptions } from './demoOptions';
import { withExamples } from './examples';
import { withModel } from './options';
import { wholeNumber } from './values';

export function demoCommand(program: Command, io: Invocation): void {
  const command = program.command('demo').summary('the whole way, from pictures to a merged model');
  command
    .description(
      'Draws pictures, learns their classes, merges and saves the result, and says what it does at each step.',
    )
    .option('--out <folder>', 'where everything goes', 'dsra-demo')
    .option('--seed <n>', 'decides every random draw', wholeNumber(0), 1);
  withExamples(withModel(command), [
    ['dsra demo', 'About a minute on two cores'],
    ['dsra demo --backend cpu --out /tmp/demo', 'On plain JavaScript, elsewhere'],
  ]).action(async (options: DemoOptions) => {
    const { demonstrate } = await import('./demonstrate');
    await demonstrate(contextOf(io, options), options);
  });
}
