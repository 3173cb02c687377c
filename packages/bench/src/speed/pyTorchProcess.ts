import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DsraError } from '@dsra/core';
import { z } from 'zod';

/** What the script times: see `pytorch/training_step.py`. */
export interface PyTorchWork {
  /** A method by its name there, or `encode` for picture encoding. */
  readonly method: string;
  readonly classes: number;
  readonly batch: number;
  /** Activation checkpointing: what a thousand classes need to fit into memory. */
  readonly recompute?: boolean;
}

export interface PyTorchStep {
  readonly milliseconds: number;
  readonly peakMemoryBytes: number;
}

/** A warm PyTorch process that runs its work whenever it is asked to. */
export interface PyTorchProcess {
  /** `1.13.0` */
  readonly torch: string;
  readonly threads: number;
  step(): Promise<PyTorchStep>;
  stop(): void;
}

const script = () => fileURLToPath(new URL('../pytorch/training_step.py', import.meta.url));

/** A Python that has torch (`DSRA_PYTHON` first), or nothing. */
export function findPyTorch(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const candidates = [env.DSRA_PYTHON, 'python3', '/usr/bin/python3'].filter((it) => it !== undefined);
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0);
}

const hello = z.object({ torch: z.string(), threads: z.number() });
const answer = z.object({ milliseconds: z.number(), peakMemoryBytes: z.number() });

/**
 * Starts a process and waits until it is warm.
 * @throws DsraError `unavailable` with what Python says last, when it ends
 */
export async function startPyTorch(
  python: string,
  { method, classes, batch, recompute = false }: PyTorchWork,
  threads: number,
): Promise<PyTorchProcess> {
  const work = method === 'encode' ? ['--encode'] : ['--method', method, '--classes', String(classes)];
  const more = [
    '--batch',
    String(batch),
    '--threads',
    String(threads),
    ...(recompute ? ['--recompute'] : []),
  ];
  const child = spawn(python, [script(), ...work, ...more]);
  const next = linesOf(child);
  const { torch, threads: used } = hello.parse(await next());
  return {
    torch,
    threads: used,
    step: async () => {
      child.stdin.write('step\n');
      return answer.parse(await next());
    },
    stop: () => child.stdin.end(),
  };
}

/** The child's JSON lines, one at a time; an error when it ends instead. */
function linesOf(child: ChildProcessWithoutNullStreams): () => Promise<unknown> {
  const closed = once(child, 'close');
  let lastWords = '';
  child.stderr.on('data', (text: Buffer) => {
    lastWords = text.toString().trim().split('\n').at(-1) ?? lastWords;
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return async () => {
    const line = await lines.next();
    if (!line.done) return JSON.parse(line.value) as unknown;
    // Only then everything is read that it said.
    await closed;
    throw new DsraError('unavailable', `PyTorch ended before it answered: ${lastWords || 'it said nothing'}`);
  };
}
