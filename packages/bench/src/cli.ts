#!/usr/bin/env node
import { run } from './commands/run';
import { systemErrorLine } from './commands/systemErrorLine';
import { processIo } from './terminal/io';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`dsra … | head`) is no error.
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`error: cannot write the output: ${systemErrorLine(error) ?? error.message}\n`);
  process.exit(2);
});

process.exitCode = await run(process.argv.slice(2), processIo());
