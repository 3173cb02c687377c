import { type Command, Argument } from 'commander';
import type { BenchOptions, WorkerCommandOptions } from './benchOptions';
import { contextOf, type Invocation } from './context';
import { withExamples } from './examples';
import { withBackend } from './options';
import { protocolNames } from './protocolNames';
import { namesIn } from './settings';
import { positiveNumber, wholeNumber, wholeNumbers } from './values';

export function benchCommand(program: Command, io: Invocation): void {
  const command = program.command('bench').summary('measure methods by the paper’s protocols');
  command
    .description(
      'Trains and tests a grid of methods × data sets × shots × seeds by one of the paper’s protocols. Every cell is a file in ' +
        'the results folder. The same line again goes on where it was stopped: finished cells are not computed twice.',
    )
    .addArgument(new Argument('<protocol>', 'what is measured').choices(Object.keys(protocolNames)));
  withGrid(command);
  withComputing(command, 'cells at a time, each in a process of its own that has its part of the cores');
  withQueue(command).addHelpText('after', protocolHelp);
  withExamples(command, [
    [
      'dsra bench few-shot --methods coOp,dsra --data-sets embedded/objects --seeds 1',
      'The embedded model on a drawn task: nothing to download',
    ],
    ['dsra bench base-to-new --jobs 2 --results out', 'All methods, two cells at a time'],
    [
      'dsra bench few-shot --model openai/clip-vit-base-patch16 --root /data --data-sets oxfordPets,dtd',
      'Published data sets, each method with its paper’s settings; `dsra datasets check /data` first',
    ],
    [
      'dsra bench plug-in --methods coOp,maple --shots 4 --data-sets ./my-pictures --model openai/clip-vit-base-patch16',
      'Does DsRA help other methods on my own pictures?',
    ],
    [
      'dsra bench few-shot --results out --queue redis://server:6379',
      'Several machines: `dsra worker` on each computes; this one collects',
    ],
    ['dsra report out', 'The results as tables and figures'],
  ]).action(async (protocol: string, options: BenchOptions) => {
    const { bench } = await import('./bench');
    await bench(contextOf(io, options), protocolNames[protocol]!.protocol, options);
  });
}

export function workerCommand(program: Command, io: Invocation): void {
  const command = program.command('worker').summary('take cells of a benchmark from a queue');
  command.description(
    'Computes cells that `dsra bench … --queue` asked for, until Ctrl-C, which gives the cells under way back. Start as many ' +
      'as you like, on any machines that have the data sets. What a killed worker was at, another takes.',
  );
  withComputing(command, 'cells at a time')
    .requiredOption('--queue <redis-url>', 'the Redis or Valkey that the queue is in')
    .option('--results <folder>', 'also write results here: a folder that all machines share, say')
    .option('--patience <seconds>', 'silence after which others take its cell (default: 30)', positiveNumber)
    .option('--until-empty', 'end when nothing is left in the queue');
  withExamples(command, [
    ['dsra worker --queue redis://server:6379 --root /data', 'Help with a benchmark'],
    ['dsra worker --queue redis://localhost --jobs 4 --until-empty', 'Four cells at a time, then end'],
  ]).action(async (options: WorkerCommandOptions) => {
    const { work } = await import('./work');
    await work(contextOf(io, options), options);
  });
}

/** Not for people: what the two above start to compute cells in. */
export function cellProcessHidden(program: Command): void {
  program.command('cell-process', { hidden: true }).action(async () => {
    const { cellProcess } = await import('../grid/running/cellProcess');
    cellProcess();
  });
}

function withGrid(command: Command): Command {
  const seed = wholeNumbers(0);
  return command
    .option('--methods <names>', 'by `dsra methods`; with a plus sign several as one: dsra+coOp', namesIn)
    .option('--data-sets <names>', 'by `dsra datasets`, or paths of your own', namesIn)
    .option('--targets <names>', 'what is tested besides, in tests on other data sets', namesIn)
    .option('--shots <numbers>', 'training pictures per class: 1,2,4', wholeNumbers(1))
    .option('--seeds <numbers>', 'one run each (default: 1,2,3)', seed)
    .option('--ranks <numbers>', 'of the rank sweep', wholeNumbers(1))
    .option(
      '--model <folder-or-name>',
      'a CLIP in the HuggingFace layout, or its hub name (default: the embedded one)',
    )
    .option('--test <n>', 'test pictures per class of drawn data sets (default: 50)', wholeNumber(1))
    .option('--epochs <n>', 'instead of each method’s own', wholeNumber(1))
    .option('--embeddings', 'keep features of test pictures, for figures: with most shots, of the first seed')
    .option('--results <folder>', 'where results go, and where those of earlier runs are', 'results')
    .option('--retry-failed', 'compute cells again that failed')
    .option('--dry-run', 'tell the cells, what is known of them and what is missing; compute nothing');
}

function withComputing(command: Command, jobs: string): Command {
  return withBackend(command)
    .option('--root <folder>', 'the folder that published data sets lie in', '.')
    .option('--jobs <n>', jobs, wholeNumber(1), 1)
    .option(
      '--threads <n>',
      'that compute, for each job (default: cores / jobs; one on small models)',
      wholeNumber(1),
    );
}

function withQueue(command: Command): Command {
  return command.option(
    '--queue <redis-url>',
    'give the cells to workers through this Redis or Valkey, and collect the results',
  );
}

const widest = Math.max(...Object.keys(protocolNames).map(({ length }) => length));
const protocolHelp = [
  '\nProtocols:',
  ...Object.entries(protocolNames).map(([name, { about }]) => `  ${name.padEnd(widest)}  ${about}`),
  '',
].join('\n');
