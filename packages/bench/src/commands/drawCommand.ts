import type { Command } from 'commander';
import { contextOf, type Invocation } from './context';
import type { DrawOptions } from './drawOptions';
import { withExamples } from './examples';
import { withJson } from './options';
import { wholeNumber } from './values';

export function drawCommand(program: Command, io: Invocation): void {
  const command = program.command('draw').summary('draw the pictures of a practice task');
  command
    .description('Draws the pictures of a practice task as PNG files, one sub-folder per class.')
    .argument('[task]', 'its name; without one, all tasks are listed')
    .argument('[folder]', 'where the pictures go: a new or empty folder (default: the name of the task)')
    .option('--per-class <n>', 'pictures of each class', wholeNumber(1), 46)
    .option('--seed <n>', 'decides every random draw', wholeNumber(0), 1);
  withExamples(withJson(command), [
    ['dsra draw', 'Which tasks are there?'],
    ['dsra draw textures ./textures', 'Draw one of them'],
    ['dsra fit ./textures --shots 16 --out my-adapter', 'Learn it from 16 pictures of each class'],
  ]).action(async (task: string | undefined, folder: string | undefined, options: DrawOptions) => {
    const { drawPictures, listTasks } = await import('./drawPictures');
    const context = contextOf(io, options);
    if (task === undefined) listTasks(context);
    else await drawPictures(context, task, folder ?? task, options);
  });
}
