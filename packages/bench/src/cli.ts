#!/usr/bin/env node
import { run } from './commands/run';
import { processIo } from './terminal/io';

// A reader that has seen enough (`dsra … | head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 2);
  });
}

process.exitCode = await run(process.argv.slice(2), processIo());
