import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DsraError } from '@dsra/core';

/** A program that says JSON lines: one when it is ready, then one for each line that it is sent. */
export interface LineProcess {
  /** What it said when it was ready. */
  readonly hello: unknown;
  ask(line: string): Promise<unknown>;
  stop(): void;
}

export interface Command {
  /** Who it is, in messages. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Beside this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a program and waits until it is ready.
 * @throws DsraError `unavailable` with what it says last, when it ends
 */
export async function startLineProcess({ name, program, args, env }: Command): Promise<LineProcess> {
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  const next = linesOf(child, name);
  const hello = await next();
  return {
    hello,
    ask: (line) => {
      child.stdin.write(`${line}\n`);
      return next();
    },
    stop: () => child.stdin.end(),
  };
}

/** The child's JSON lines, one at a time; an error when it ends instead. */
function linesOf(child: ChildProcessWithoutNullStreams, name: string): () => Promise<unknown> {
  const closed = once(child, 'close');
  let lastWords = '';
  child.stderr.on('data', (text: Buffer) => {
    lastWords = text.toString().trim().split('\n').at(-1) ?? lastWords;
  });
  // It may end before everything is said to it: what it said last tells more.
  child.stdin.on('error', () => undefined);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return async () => {
    const line = await lines.next();
    if (!line.done) return JSON.parse(line.value) as unknown;
    // Only then everything is read that it said.
    await closed;
    throw new DsraError('unavailable', `${name} ended before it answered: ${lastWords || 'it said nothing'}`);
  };
}
