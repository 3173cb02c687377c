import type { Command } from 'commander';
import type { Io } from '../terminal/io';
import { contextOf, type CommonOptions } from './context';
import { withExamples } from './examples';
import { withJson } from './options';
import { wholeNumber } from './values';

export interface DrawOptions extends CommonOptions {
  readonly train: number;
  readonly test: number;
  readonly seed: number;
  readonly force?: boolean;
}

export function drawCommand(program: Command, io: Io): void {
  const command = program.command('draw').summary('draw the pictures of a practice task');
  command
    .description('Draws the pictures of one of the practice tasks as PNG files, one sub-folder per class.')
    .argument('<task>', 'the name of a task; `dsra draw list` names them all')
    .argument('[folder]', 'where the pictures go (default: the name of the task)')
    .option('--train <n>', 'training pictures per class', wholeNumber(1), 16)
    .option('--test <n>', 'test pictures per class', wholeNumber(1), 30)
    .option('--seed <n>', 'decides every random draw', wholeNumber(0), 1)
    .option('--force', 'replace pictures that are there already');
  withExamples(withJson(command), [
    ['dsra draw list', 'Which tasks are there?'],
    ['dsra draw textures ./textures', 'Draw one of them'],
    ['dsra fit ./textures --out textures-adapter', 'Learn it'],
  ]).action(async (task: string, folder: string | undefined, options: DrawOptions) => {
    const { drawTask } = await import('./drawTask');
    await drawTask(contextOf(io, options), task, folder ?? task, options);
  });
}
