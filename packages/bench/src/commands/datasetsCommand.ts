import type { Command } from 'commander';
import type { CheckOptions } from './checkDataSets';
import { type CommonOptions, contextOf, type Invocation } from './context';
import { withExamples } from './examples';
import { withJson } from './options';

export function datasetsCommand(program: Command, io: Invocation): void {
  const command = program
    .command('datasets')
    .summary('the data sets that protocols run on, and what is missing of them')
    .description(
      'The papers’ fifteen data sets, which lie below one folder as CoOp’s DATASETS.md has them, and the embedded ones, which ' +
        'are drawn and need no files. Your own folder or manifest is a data set too: write its path.',
    );
  withExamples(command, [
    ['dsra datasets', 'Which are there?'],
    ['dsra datasets check /data', 'Which of them do I have, and what is missing?'],
    ['dsra datasets check /data oxfordPets dtd', 'Are these two complete? The exit code says it: 0, else 2'],
    ['dsra datasets check . ./my-pictures', 'Can this folder be a data set?'],
  ]);
  listSubcommand(command, io);
  checkSubcommand(command, io);
}

function listSubcommand(parent: Command, io: Invocation): void {
  const command = parent.command('list', { isDefault: true }).summary('all of them, and where they lie');
  command.description(
    'Each set’s name, its folder below the root, what the published set holds, and the sentence that its classes are written in.',
  );
  withExamples(withJson(command), [['dsra datasets list --json', 'For programs']]).action(
    async (options: CommonOptions) => {
      (await import('./listDataSets')).listDataSets(contextOf(io, options));
    },
  );
}

function checkSubcommand(parent: Command, io: Invocation): void {
  const command = parent.command('check').summary('what is there, and what is missing');
  command
    .description(
      'Looks at every list, and for every picture that a list names; pictures are opened with --pictures alone. Without names, ' +
        'sets that are not there at all are no failure; named ones are. Exit code 0 when all that counts is complete, else 2.',
    )
    .argument('<root>', 'the folder that the published sets lie in: imagenet/, caltech-101/, oxford_pets/ …')
    .argument('[sets...]', 'names of data sets, or paths of your own')
    .option(
      '--pictures',
      'open every picture: finds those that break off, and takes as long as reading them',
    );
  withExamples(withJson(command), [
    ['dsra datasets check /data', 'All published sets'],
    ['dsra datasets check /data dtd --pictures', 'Can every picture be read?'],
    [
      'dsra datasets check /data imagenet imagenetV2 imagenetSketch imagenetA imagenetR',
      'For domain generalisation',
    ],
  ]).action(async (root: string, names: string[], options: CheckOptions) => {
    await (await import('./checkDataSets')).checkDataSets(contextOf(io, options), root, names, options);
  });
}
