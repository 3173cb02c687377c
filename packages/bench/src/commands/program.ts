import { Command } from 'commander';

import { benchCommand, cellProcessHidden, workerCommand } from './benchCommand';
import type { Invocation } from './context';
import { datasetsCommand } from './datasetsCommand';
import { demoCommand } from './demoCommand';
import { drawCommand } from './drawCommand';
import { evalCommand, zeroShotCommand } from './evalCommand';
import { withExamples } from './examples';
import { fitCommand } from './fitCommand';
import { infoCommand } from './infoCommand';
import { mergeCommand } from './mergeCommand';
import { methodsCommand } from './methodsCommand';
import { predictCommand } from './predictCommand';
import { reportCommand } from './reportCommand';
import { version } from '../version';

/** The `dsra` command line. It throws instead of ending the process, and writes to `io` alone. */
export function program(io: Invocation): Command {
  const root = new Command('dsra')
    .description(
      'Teaches CLIP new classes from a handful of labelled pictures: DsRA adapters, learned prompts, or both.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      // One line, also where commander adds a guess at what was meant.
      outputError: (text, write) => {
        write(`${text.trim().replace(/\s*\n\s*/gu, ' ')}\n`);
      },
    });
  for (const define of commands) define(root, io);
  return withExamples(root, [
    ['dsra demo', 'See the whole way once'],
    ['dsra fit ./my-pictures --out my-adapter', 'Your own pictures: one sub-folder per class'],
    ['dsra methods', 'Which methods are there?'],
    ['dsra predict holiday.jpg --adapter my-adapter', 'Use what was learned'],
    ['dsra fit --help', 'Every command explains itself'],
  ]);
}

const commands = [
  fitCommand,
  evalCommand,
  predictCommand,
  zeroShotCommand,
  mergeCommand,
  methodsCommand,
  infoCommand,
  datasetsCommand,
  benchCommand,
  workerCommand,
  reportCommand,
  cellProcessHidden,
  drawCommand,
  demoCommand,
];
