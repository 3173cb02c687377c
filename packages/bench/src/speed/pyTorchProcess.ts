import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import type { Contender } from './contender';
import { startLineProcess } from './lineProcess';
import { otherProgram } from './otherPrograms';
import { BATCH, type Work } from './work';

/** A Python that has torch (`DSRA_PYTHON` first), or nothing. */
export function findPyTorch(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const candidates = [env.DSRA_PYTHON, 'python3', '/usr/bin/python3'].filter((it) => it !== undefined);
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0);
}

const hello = z.object({ version: z.string(), threads: z.number() });
const lap = z.object({ milliseconds: z.number(), peakMemoryBytes: z.number() });

/** From so many classes on PyTorch recomputes activations: with 100 it takes 6 GB, and memory grows with them. */
export const RECOMPUTE_FROM = 500;

/** What `pytorch/training_step.py` can do; merged adapters are plain CLIP there as here. */
const methods = ['dsra', 'coOp', 'maple', 'promptSrc', 'dsraPromptSrc'];
export const inPyTorch = (work: Work): boolean =>
  work.kind === 'encode' ? work.model === 'plain' : [...methods, 'plain'].includes(work.method);

/**
 * Starts a process that does the work in PyTorch, and waits until it is warm; a step of minutes is not warmed up.
 * @throws DsraError `unavailable` with what Python says last, when it ends
 */
export async function startPyTorch(python: string, work: Work, threads: number): Promise<Contender> {
  const recompute = work.kind === 'step' && work.classes >= RECOMPUTE_FROM;
  const args = [
    otherProgram('training_step.py'),
    ...['--work', work.kind],
    ...(work.kind === 'encode' ? [] : ['--method', work.method, '--classes', String(work.classes)]),
    ...['--batch', String(BATCH), '--threads', String(threads)],
    ...(recompute ? ['--recompute', '--cold'] : []),
  ];
  // Its own threads and those of its BLAS are told apart.
  const env = { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) };
  const child = await startLineProcess({ name: 'PyTorch', program: python, args, env });
  return {
    version: `PyTorch ${hello.parse(child.hello).version}`,
    ...(recompute && { note: 'activation checkpointing' }),
    run: async () => lap.parse(await child.ask('run')),
    stop: () => {
      child.stop();
      return Promise.resolve();
    },
  };
}
