import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { DsraError } from '@dsra/core';
import type { z } from 'zod';

/** A program that says JSON lines: one when it is ready, then one for each line that it is sent. */
export interface LineProcess<Hello> {
  /** What it said when it was ready. */
  readonly hello: Hello;
  /** @throws DsraError `unavailable` when it ends instead, or says something else */
  ask<T>(line: string, answer: z.ZodType<T>): Promise<T>;
  /** Returns when it is gone, with its memory. */
  stop(): Promise<void>;
}

export interface Command<Hello> {
  /** Who it is, in messages. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Beside this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it says when it is ready. */
  readonly hello: z.ZodType<Hello>;
}

/** Milliseconds that a program has to end when its input has: then it is killed. */
const PATIENCE = 10_000;

/**
 * Starts a program and waits until it is ready.
 * @throws DsraError `unavailable` with what it says last, when it ends
 */
export async function startLineProcess<Hello>(command: Command<Hello>): Promise<LineProcess<Hello>> {
  const { name, program, args, env } = command;
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  const closed = endOf(child);
  const next = linesOf(child, name, closed);
  const stop = async () => {
    child.stdin.end();
    const overdue = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    await closed;
    clearTimeout(overdue);
  };
  try {
    const hello = understood(command.hello, await next(), name);
    return {
      hello,
      ask: async (line, answer) => {
        child.stdin.write(`${line}\n`);
        return understood(answer, await next(), name);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Why a program ended, in words; nothing where it ended by itself. */
type End = string | undefined;

function endOf(child: ChildProcessWithoutNullStreams): Promise<End> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve(error.message);
    });
    child.on('close', (_, signal) => {
      resolve(signal === null ? undefined : `killed by ${signal}`);
    });
  });
}

/** The child's lines, one at a time; an error when it ends instead. */
function linesOf(
  child: ChildProcessWithoutNullStreams,
  name: string,
  closed: Promise<End>,
): () => Promise<string> {
  let lastWords: string | undefined;
  child.stderr.on('data', (text: Buffer) => {
    lastWords = text.toString().trim().split('\n').at(-1) || lastWords;
  });
  // It may end before everything is said to it: what it said last tells more.
  child.stdin.on('error', () => undefined);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return async () => {
    const line = await lines.next();
    if (!line.done) return line.value;
    // Only then everything is read that it said.
    const reasons = [await closed, lastWords].filter((it) => it !== undefined);
    const why = reasons.join(': ') || 'it said nothing';
    throw new DsraError('unavailable', `${name} ended before it answered: ${why}`);
  };
}

function understood<T>(answer: z.ZodType<T>, line: string, name: string): T {
  try {
    return answer.parse(JSON.parse(line));
  } catch {
    const shown = line.length > 80 ? `${line.slice(0, 80)}…` : line;
    throw new DsraError('unavailable', `${name} said something else than an answer: ${shown}`);
  }
}
