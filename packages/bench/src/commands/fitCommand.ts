import { type Command, Option } from 'commander';

import { contextOf, type Invocation } from './context';
import type { FitOptions } from './fitOptions';
import { withExamples } from './examples';
import { withMethod } from './methodOptions';
import { withMethodHelp } from './withMethodHelp';
import { withModel, withPictures } from './options';
import { bytes, positiveNumber, wholeNumber } from './values';

export function fitCommand(program: Command, io: Invocation): void {
  const command = program.command('fit').summary('learn the classes of a folder of pictures');
  command.description(
    'Learns the classes of a folder of pictures and saves what was learned as an adapter folder: with DsRA, or any ' +
      'other method that `dsra methods` lists.',
  );
  withPictures(command).requiredOption('--out <folder>', 'where the adapter goes');
  withMethod(withTraining(withShots(command)));
  withModel(command);
  withMethodHelp(program, command, io);
  withExamples(command, [
    [
      'dsra fit ./my-pictures --out my-adapter',
      'One sub-folder per class in ./my-pictures; learn from all of them',
    ],
    [
      'dsra fit ./my-pictures --out my-adapter --shots 16',
      'Learn from 16 of each class and test on the others',
    ],
    ['dsra fit ./my-pictures --out my-adapter --resume', 'Go on where Ctrl-C stopped it'],
    [
      'dsra fit ./my-pictures --out my-adapter --method dsraPromptSrc',
      "The DsRA paper's full method, trained as it says: DsRA's adapters and PromptSRC's prompts",
    ],
    [
      'dsra fit ./my-pictures --out my-adapter --method promptSrc --with dsra',
      "DsRA plugged into a method, which is trained as its own paper says; any other takes PromptSRC's place",
    ],
    [
      'dsra fit ./my-pictures --out my-adapter --method coOp --set contextTokens=4 --set words="a photo of a"',
      'Another method with options of its own',
    ],
    ['dsra fit --method promptSrc --with dsra --help', 'Which options do these methods have?'],
    [
      'dsra fit pictures.csv --out my-adapter --model openai/clip-vit-base-patch16 --rank 50',
      'A manifest with the columns path,label[,split], and a released CLIP',
    ],
  ]).action(async (pictures: string, options: FitOptions) => {
    const { fitAdapter } = await import('./fitAdapter');
    await fitAdapter(contextOf(io, options), pictures, options);
  });
}

function withShots(command: Command): Command {
  return command
    .option('--shots <n>', 'pictures per class to learn from, drawn at random (default: all)', wholeNumber(1))
    .option('--allow-fewer', 'let classes with fewer pictures than shots take part with all they have')
    .option('--seed <n>', 'decides every random draw', wholeNumber(0), 1);
}

// No numbers: knowing them would load TensorFlow.js for every `--help`.
const byModel = "(default: the method's paper's; on a small model, the embedded one's)";

function withTraining(command: Command): Command {
  const optimizer = new Option('--optimizer <name>', `how gradients become steps ${byModel}`);
  return command
    .option('--epochs <n>', `times that every picture is seen ${byModel}`, wholeNumber(1))
    .option('--batch-size <n>', `pictures per step ${byModel}`, wholeNumber(1))
    .option('--no-augment', 'without random crops and flips: where left and right or the border matter')
    .addOption(optimizer.choices(['sgd', 'adam', 'adamw']))
    .option('--learning-rate <x>', `the step size after warm-up ${byModel}`, positiveNumber)
    .option(
      '--memory-budget <size>',
      'encode classes in chunks that fit, e.g. 2GB; the numbers stay the same',
      bytes,
    )
    .addOption(
      new Option(
        '--checkpointing <how>',
        'compute blocks twice instead of keeping them, for large models; auto: where memory needs it',
      ).choices(['auto', 'none', 'blocks']),
    )
    .option('--resume', 'go on with the run that was interrupted in --out')
    .option('--force', 'replace an adapter that is in --out already');
}
