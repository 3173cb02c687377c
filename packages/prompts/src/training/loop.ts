import { DsraError, type Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { addShare, epochShares } from './average';
import { epochBatches } from './batches';
import type { Checkpoint, CheckpointStore } from './checkpoint';
import { isHealthy, namedLosses, sickness } from './health';
import { nextTask } from './nextTask';
import { lossNames } from './objective';
import { withMemoryAdvice } from './outOfMemory';
import type { Plan } from './plan';
import { type Progress, stopwatch } from './progress';
import { disposeProgressing, type Progressing, toCheckpoint } from './progressing';
import type { Run } from './run';
import { type BatchSource, releaseBatch } from './source';
import { disposeState, trainStep } from './step';
import { stream } from './stream';

/** Who is told, who may stop it, and where it is saved. */
export interface Hooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Called after each epoch; borrows the parameters. */
  readonly validate?: (params: Params) => Promise<number>;
  readonly checkpoints?: CheckpointStore;
}

export interface Job {
  readonly run: Run;
  readonly plan: Plan;
  readonly source: BatchSource;
  /** How many examples there are. */
  readonly examples: number;
  /** What makes the run what it is, for checkpoints. */
  readonly identity: Checkpoint['run'];
  readonly hooks: Hooks;
}

/**
 * From where a run is to its end: gives the final parameters, and disposes everything else that it was given or made.
 * @throws DsraError `interrupted` or `notFinite`, after saving where it was; `outOfMemory`
 */
export async function trainingLoop(job: Job, start: Progressing): Promise<Params> {
  const { plan, hooks } = job;
  const watch = stopwatch();
  let now = start;
  let order = { epoch: -1, batches: [] as number[][] };
  let place = placeOf(now);
  try {
    while (now.epoch < plan.epochs) {
      if (hooks.signal?.aborted) throw await interrupted(job, now);
      if (order.epoch !== now.epoch) order = { epoch: now.epoch, batches: orderOf(job, now.epoch) };
      place = placeOf(now);
      watch.start();
      const { next, losses } = await step(job, now, order.batches[now.step]!);
      const seconds = watch.lap();
      const told = { job, now, losses, seconds };
      now = next;
      const epochEnds = now.step === plan.steps;
      if (epochEnds) place = `the end of epoch ${now.epoch + 1}`;
      if (epochEnds) now = endEpoch(job, now);
      const validation = epochEnds ? await hooks.validate?.(now.state.params) : undefined;
      if (epochEnds) await hooks.checkpoints?.save(await toCheckpoint(now, job.identity));
      hooks.onProgress?.({ ...progressOf(told), ...(validation !== undefined && { validation }) });
      await nextTask();
    }
  } catch (error) {
    disposeProgressing(now);
    throw withMemoryAdvice(error, job.run, `at ${place}`, plan.batchSize);
  }
  return finalParams(now);
}

/** The average where there is one; disposes the rest. */
function finalParams({ state, average }: Progressing): Params {
  if (average) disposeState(state);
  else tf.dispose(Object.values(state.memory));
  return average ?? state.params;
}

const orderOf = ({ plan, examples }: Job, epoch: number): number[][] =>
  epochBatches(examples, plan.batchSize, stream(plan.seed, 'order', epoch));

/** One step; on success the state before it is disposed. */
async function step(job: Job, now: Progressing, indices: readonly number[]) {
  const { run, plan, source } = job;
  const { epoch, step: index, state: before } = now;
  const batch = await source.batch(indices, stream(plan.seed, 'augmentation', epoch, index));
  try {
    const learningRate = plan.learningRates[epoch]!;
    const { state, report } = trainStep(run, before, batch, { optimizer: plan.optimizer, learningRate });
    const numbers = (await report.data()) as Float32Array;
    report.dispose();
    if (isHealthy(numbers)) {
      disposeState(before);
      return { next: { ...now, state, step: index + 1 }, losses: namedLosses(run, numbers) };
    }
    disposeState(state);
    throw await afterSaving(job, now, await sickness(run, before, batch, numbers, placeOf(now)));
  } finally {
    releaseBatch(batch);
  }
}

/** Saves what was learned before the run broke; where that fails too, it does not hide why the run ended. */
async function afterSaving({ hooks, identity }: Job, now: Progressing, error: DsraError): Promise<DsraError> {
  if (!hooks.checkpoints) return error;
  try {
    await hooks.checkpoints.save(await toCheckpoint(now, identity));
    const what = 'the checkpoint, saved before this step, would only repeat it';
    return new DsraError(error.code, `${error.message} from the start: ${what}`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new DsraError(error.code, `${error.message}; the checkpoint was not saved: ${why}`, { cause });
  }
}

const placeOf = ({ epoch, step: index }: Progressing): string => `epoch ${epoch + 1} step ${index + 1}`;

function endEpoch({ run, plan }: Job, now: Progressing): Progressing {
  const share = epochShares(run.method, plan.epochs)?.[now.epoch];
  const next = { ...now, epoch: now.epoch + 1, step: 0 };
  return share === undefined ? next : { ...next, average: addShare(now.average, now.state.params, share) };
}

async function interrupted({ hooks, identity }: Job, now: Progressing): Promise<DsraError> {
  await hooks.checkpoints?.save(await toCheckpoint(now, identity));
  const what = hooks.checkpoints
    ? 'saved: run it again to continue from there'
    : 'without a checkpoint store, what was learned is lost';
  return new DsraError('interrupted', `training was interrupted before ${placeOf(now)}; ${what}`);
}

function progressOf(told: {
  job: Job;
  now: Progressing;
  losses: Record<string, number>;
  seconds: number;
}): Progress {
  const { epochs, steps, batchSize, learningRates } = told.job.plan;
  const { epoch, step: index } = told.now;
  const pictures = Math.min(batchSize, told.job.examples);
  return {
    epoch: epoch + 1,
    epochs,
    step: index + 1,
    steps,
    loss: lossNames(told.job.run).reduce((sum, name) => sum + told.losses[name]!, 0),
    terms: told.losses,
    learningRate: learningRates[epoch]!,
    picturesPerSecond: pictures / told.seconds,
    secondsLeft: ((epochs - epoch) * steps - index - 1) * told.seconds,
  };
}
