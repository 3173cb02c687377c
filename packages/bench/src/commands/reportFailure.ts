import { CommanderError } from 'commander';
import type { Io } from '../terminal/io';
import { systemErrorLine } from './systemErrorLine';

/** Exit codes: what the user can mend, what a developer must, and the shell's for Ctrl-C. */
const badInput = 2;
const bug = 1;
const interrupted = 130;

/** Says in one line what went wrong and returns the exit code. The stack appears with `DSRA_DEBUG=1` only. */
export async function reportFailure(error: unknown, io: Io): Promise<number> {
  // Commander has said it already; help and version come this way too, with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : badInput;
  const say = (line: string): void => void io.stderr.write(`${line.replace(/\s*\n\s*/gu, ' ')}\n`);
  if (io.env.DSRA_DEBUG && error instanceof Error) io.stderr.write(`${error.stack ?? error.message}\n`);
  // Loading @dsra/core loads TensorFlow.js, which is not worth waiting for before there is an error.
  const { isDsraError } = await import('@dsra/core');
  if (isDsraError(error)) {
    const stopped = error.code === 'interrupted';
    say(stopped ? error.message : `error: ${error.message}`);
    return stopped ? interrupted : badInput;
  }
  const line = systemErrorLine(error);
  if (line !== undefined) {
    say(`error: ${line}`);
    return badInput;
  }
  say(`error: unexpected: ${error instanceof Error ? error.message : String(error)}`);
  say('This is a bug in dsra. Please report it; DSRA_DEBUG=1 shows where it happened.');
  return bug;
}
