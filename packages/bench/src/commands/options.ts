import { type Command, Option } from 'commander';
import { backendNames } from '../backendNames';
import { template } from './values';

/** Options that several commands share; each takes a command and returns it. */

export function withJson(command: Command): Command {
  return command.option('--json', 'one JSON value on stdout, everything else on stderr');
}

export function withModel(command: Command): Command {
  return withBackend(
    command.option(
      '--model <folder-or-name>',
      'a CLIP in the HuggingFace layout, or its hub name (default: the embedded one)',
    ),
  );
}

export function withBackend(command: Command): Command {
  const about = 'what computes; wasm is wasm-blas where there is a native BLAS, else wasm-rerouted';
  const choice = new Option('--backend <name>', about).choices(backendNames).default('auto');
  return withJson(command.addOption(choice));
}

export function withPictures(command: Command): Command {
  return command
    .argument(
      '<pictures>',
      'a folder with one sub-folder per class, or a .csv or .json manifest (path,label[,split])',
    )
    .option('--strict', 'refuse files that are not pictures instead of skipping and counting them');
}

export function withTemplate(command: Command): Command {
  const about = 'the sentence that a class name goes into';
  return command.option('--template <sentence>', `${about} (default: "a photo of a {}.")`, template);
}

export function withAdapter(command: Command): Command {
  return command.requiredOption('--adapter <folder>', 'what `dsra fit` saved');
}
