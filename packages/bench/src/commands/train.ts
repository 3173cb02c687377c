import type { Clip } from '@dsra/clip';
import { DsraError, isDsraError } from '@dsra/core';
import { fit, type Method, type Tuned } from '@dsra/prompts';
import type { PictureReader } from '../data/pictureReader';
import type { PictureSet } from '../data/pictureSet';
import { createProgress } from '../terminal/progress';
import { shellLine } from '../terminal/shellLine';
import type { ChosenPlan } from './choosePlan';
import { commandName, type Context, type Invocation } from './context';
import type { FitOptions } from './fitOptions';
import { runCheckpoints } from './runFolder';
import type { RunRecord } from './runRecord';

export interface TrainOptions {
  readonly clip: Clip;
  readonly method: Method;
  readonly plan: ChosenPlan;
  readonly pictures: PictureSet;
  readonly reader: PictureReader;
  readonly options: FitOptions;
  readonly record: RunRecord;
  /** What to do after Ctrl-C; else: the same command line with `--resume`. */
  readonly afterInterrupt?: string;
}

/** Trains with a progress bar and a checkpoint after each epoch; Ctrl-C saves one more and says how to go on. */
export async function train(context: Context, job: TrainOptions): Promise<Tuned> {
  const stop = new AbortController();
  const release = context.io.onInterrupt(() => {
    // A second Ctrl-C ends the process as usual.
    release();
    stop.abort();
  });
  try {
    return await fitWithProgress(context, job, stop.signal);
  } catch (error) {
    if (!isDsraError(error) || error.code !== 'interrupted') throw error;
    const goOn = job.afterInterrupt ?? `saved; to go on: ${resumeCommand(context.io)}`;
    throw new DsraError('interrupted', `interrupted; ${goOn}`, { cause: error });
  } finally {
    release();
  }
}

async function fitWithProgress(context: Context, job: TrainOptions, signal: AbortSignal): Promise<Tuned> {
  const { options, pictures, reader, clip } = job;
  const { plan } = job;
  const { memoryBudget, checkpointing } = options;
  const progress = createProgress(context.out.stderr, { label: 'training', total: plan.epochs });
  try {
    return await fit(job.method, {
      clip,
      classNames: pictures.classNames,
      examples: pictures.train.map(({ path, label }) => ({ image: () => reader.read(path), label })),
      ...plan,
      ...(memoryBudget !== undefined && { memoryBudget }),
      ...(checkpointing && { checkpointing }),
      checkpoints: runCheckpoints(options, job),
      signal,
      onProgress: ({ epoch, epochs, step, steps, loss }) => {
        progress.update(epoch - 1 + step / steps, `epoch ${epoch} of ${epochs}, loss ${loss.toFixed(3)}`);
      },
    });
  } finally {
    progress.stop();
  }
}

/** The same command line, to be pasted into a shell. */
function resumeCommand(io: Invocation): string {
  const rest = io.argv.filter((word) => word !== '--resume' && word !== '--force');
  return shellLine([...commandName(io), ...rest, '--resume']);
}
