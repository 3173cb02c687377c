import { type Command, Option } from 'commander';

import { contextOf, type Invocation } from './context';
import type { InfoOptions } from './infoOptions';
import { withExamples } from './examples';
import { methodOptionNames, withMethod } from './methodOptions';
import { withModel } from './options';
import { wholeNumber } from './values';
import { withMethodHelp } from './withMethodHelp';

export function infoCommand(program: Command, io: Invocation): void {
  const command = program.command('info').summary('what is trained, where, and on which backend');
  const adapter = new Option('--adapter <folder>', 'describe a saved adapter, which says its method itself');
  command
    .description(
      'What a method trains in a model and where, how many parameters; which backend runs it, and how fast.',
    )
    .option('--backbone <name>', 'count from the architecture alone, without a checkpoint, e.g. ViT-B/16')
    .addOption(adapter.conflicts(['backbone', 'classes', ...methodOptionNames]))
    .option('--classes <n>', 'count for so many classes, where a method learns for each', wholeNumber(1), 10);
  withMethodHelp(program, command, io);
  withExamples(withMethod(withModel(command)), [
    ['dsra info', 'The embedded model on this machine'],
    ['dsra info --backbone ViT-B/16', "DsRA in the paper's setting: 128,600 parameters"],
    ['dsra info --backbone ViT-B/16 --sites attention --rank 8', 'How does the number change?'],
    ['dsra info --backbone ViT-B/16 --method dsraPromptSrc', "The paper's full method: 174,680"],
    ['dsra info --adapter my-adapter', 'What is in this folder?'],
  ]).action(async (options: InfoOptions) => {
    const { showInfo } = await import('./showInfo');
    await showInfo(contextOf(io, options), options);
  });
}
