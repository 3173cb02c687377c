import { spawnSync } from 'node:child_process';
import type { ClipConfig } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import { countTrainable } from '@dsra/prompts';
import { z } from 'zod';
import type { ProfiledContender } from './contender';
import { startLineProcess } from './lineProcess';
import { otherProgram } from './otherPrograms';
import { profileAnswer } from './profileAnswer';
import { pyTorchEnvironment } from './pyTorchEnvironment';
import { speedMethod } from './speedMethods';
import { BATCH, type Work } from './work';

/** A Python that has torch (`DSRA_PYTHON` first), or nothing. */
export function findPyTorch(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const candidates = [env.DSRA_PYTHON, 'python3', '/usr/bin/python3'].filter((it) => it !== undefined);
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0);
}

/** Whether a Python's torch has a GPU to compute on. */
export const hasCuda = (python: string): boolean =>
  spawnSync(python, ['-c', 'import torch; assert torch.cuda.is_available()']).status === 0;

const hello = z.object({
  version: z.string(),
  threads: z.number(),
  blas: z.object({ library: z.string(), threads: z.number() }),
  learned: z.number(),
});
const lap = z.object({ milliseconds: z.number(), peakMemoryBytes: z.number() });

/** From so many classes on PyTorch recomputes activations: with 100 it takes 6 GB, and memory grows with them. */
export const RECOMPUTE_FROM = 500;

/** What `comparison/training_step.py` can do; merged adapters are plain CLIP there as here. */
const methods = ['dsra', 'coOp', 'maple', 'promptSrc', 'dsraPromptSrc'];
export const inPyTorch = (work: Work): boolean =>
  work.kind === 'encode' ? work.model === 'plain' : [...methods, 'plain'].includes(work.method);

/** Whether the script has such towers: of one depth, with QuickGELU. */
export const towersInPyTorch = ({ text, vision }: ClipConfig): boolean =>
  text.layers === vision.layers && [text, vision].every(({ activation }) => activation === 'quickGelu');

export interface PyTorchOptions {
  readonly python: string;
  readonly config: ClipConfig;
  readonly threads: number;
  readonly device?: 'cpu' | 'cuda';
  /** Without the environment that makes it fastest. */
  readonly asInstalled?: boolean;
}

/**
 * Starts a process that does the work in PyTorch, and waits until it has done it once.
 * @throws DsraError `unavailable` with what Python says last, when it ends; `mismatch` if it trains something else
 */
export async function startPyTorch(options: PyTorchOptions, work: Work): Promise<ProfiledContender> {
  const recompute = work.kind === 'step' && work.classes >= RECOMPUTE_FROM;
  const child = await startLineProcess({
    ...{ name: 'PyTorch', program: options.python, hello },
    args: [otherProgram('training_step.py'), ...wordsFor(options, work, recompute)],
    env: pyTorchEnvironment(options),
  });
  const { version, blas, threads: ownThreads, learned } = child.hello;
  const expected = learnedHere(work, options.config);
  if (learned !== expected) {
    await child.stop();
    const what = `PyTorch’s script trains ${learned} parameters, this library ${expected}`;
    throw new DsraError('mismatch', `${what}: they do not do the same work`);
  }
  return {
    version: `PyTorch ${version}`,
    ...(recompute && { note: 'activation checkpointing' }),
    ...(options.device !== 'cuda' && { products: { ...blas, ownThreads } }),
    run: () => child.ask('run', lap),
    profile: () => child.ask('profile', profileAnswer),
    stop: () => child.stop(),
  };
}

function wordsFor({ config, threads, device = 'cpu' }: PyTorchOptions, work: Work, recompute: boolean) {
  const words = work.kind === 'step' ? work.nameWords : undefined;
  return [
    ...['--work', work.kind],
    ...(work.kind === 'encode'
      ? ['--method', 'plain']
      : ['--method', work.method, '--classes', String(work.classes)]),
    ...(words === undefined ? [] : ['--name-words', String(words)]),
    ...['--batch', String(BATCH), '--threads', String(threads)],
    ...(recompute ? ['--recompute'] : []),
    ...(device === 'cpu' ? [] : ['--device', device]),
    ...['--architecture', JSON.stringify(config)],
  ];
}

/** How many parameters this library has learn in a work. */
function learnedHere(work: Work, config: ClipConfig): number {
  if (work.kind === 'encode' || work.method === 'plain') return 0;
  const { classes } = work;
  return countTrainable(speedMethod(work.method, config).method, config, { classes }).total;
}
