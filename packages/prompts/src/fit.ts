import type { Clip } from '@dsra/clip';
import { checkMethod } from './checkMethod';
import { DsraError, type Params } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { architectureOf, learnedShapes, type Method } from './method';
import { afterTraining, disposeSetup, prepareSetup } from './setup';
import { type Checkpoint, type CheckpointStore, checkSameRun } from './training/checkpoint';
import { epochShares } from './training/average';
import { type Example, labelIndices } from './training/examples';
import { runIdentity } from './training/identity';
import { trainingLoop } from './training/loop';
import { defaultMemoryBudget } from './training/memory';
import { withMemoryAdvice } from './training/outOfMemory';
import { makePlan, type Plan, type PlanOptions } from './training/plan';
import type { Progress } from './training/progress';
import { fromCheckpoint, type Progressing } from './training/progressing';
import { type CheckpointingChoice, checkpointingChoices, type Run } from './training/run';
import { batchSource } from './training/source';
import { initialState } from './training/step';
import { stream } from './training/stream';
import { trainingRecord } from './training/trainingRecord';
import { createTuned, type Tuned } from './tuned/tuned';
import { lent } from './tuned/lent';

/** What to learn from, and how. What is left out of the plan comes from the method's paper. */
export interface FitOptions extends PlanOptions {
  /** Stays the caller's; `tuned` goes on using it. */
  readonly clip: Clip;
  readonly classNames: readonly string[];
  /**
   * Takes classes of one name, as ImageNet's two "missile" and two "sunglasses": of those the first is always the answer.
   * Default: refuse them.
   */
  readonly allowSameNames?: boolean | undefined;
  readonly examples: readonly Example[];
  /** Bytes that activations may take; beyond it, classes and images run in chunks. Default: 1.5 GB. */
  readonly memoryBudget?: number;
  /**
   * Gradient checkpointing: with `'blocks'` the towers keep only the input of each block and run it once more for the
   * gradients: a tenth of the memory, for one more forward pass; the numbers stay the same. Default: `'auto'`, which does
   * so for a tower of which not even one picture or class fits the memory budget.
   */
  readonly checkpointing?: CheckpointingChoice;
  /** Saved after each epoch and when interrupted; a checkpoint found here is continued, to the same numbers. */
  readonly checkpoints?: CheckpointStore;
  /** Stops after the current step: saved, then a DsraError `interrupted`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Called after each epoch, e.g. `(tuned) => tuned.evaluate(…)`; its number joins the progress. `tuned` is only lent. */
  readonly validate?: (tuned: Tuned) => Promise<number>;
}

/**
 * The one training loop: teaches a method from labelled pictures.
 *
 * ```ts
 * const tuned = await fit(dsra({ rank: 4 }), { clip, classNames: ['cat', 'dog'], examples });
 * ```
 * @throws DsraError `badInput`, `badConfig`; `notFinite` with term and leaf when the numbers break; `interrupted`;
 * `outOfMemory` with the options that help
 */
export async function fit(method: Method, options: FitOptions): Promise<Tuned> {
  const { clip, classNames, allowSameNames, examples } = options;
  if (classNames.length < 2) {
    throw new DsraError('badInput', `at least two classes are needed, got ${classNames.length}`);
  }
  checkMethod(method, { clip, classNames });
  checkMemory(options);
  const labels = labelIndices(examples, classNames);
  const plan = method.parameters && makePlan(method, options, examples.length);
  const { memoryBudget = defaultMemoryBudget, checkpointing = 'auto' } = options;
  const memory = { memoryBudget, checkpointing };
  const frame = { clip, classNames, allowSameNames };
  try {
    const setup = prepareSetup(method, frame, { forTraining: plan !== undefined });
    const run = { method, setup, ...memory };
    return plan ? await taught(run, plan, labels, options) : createTuned({ run, params: {} });
  } catch (error) {
    // The loop has said where, if it was there.
    throw withMemoryAdvice(error, memory, 'before the first step', plan?.batchSize ?? 1);
  }
}

function checkMemory({ memoryBudget = 1, checkpointing = 'auto' }: FitOptions): void {
  if (!(memoryBudget > 0)) {
    throw new DsraError('badConfig', `memoryBudget must be a number of bytes above 0, got ${memoryBudget}`);
  }
  if (!checkpointingChoices.includes(checkpointing)) {
    const known = checkpointingChoices.join(', ');
    throw new DsraError('badConfig', `checkpointing is '${checkpointing}', expected one of ${known}`);
  }
}

/** Takes the run's setup over. */
async function taught(run: Run, plan: Plan, labels: readonly number[], options: FitOptions): Promise<Tuned> {
  try {
    epochShares(run.method, plan.epochs);
    const params = await train(run, plan, labels, options);
    const training = trainingRecord(plan, options.examples.length);
    return createTuned({ run: { ...run, setup: afterTraining(run.setup) }, params, training });
  } catch (error) {
    disposeSetup(run.setup);
    throw error;
  }
}

async function train(
  run: Run,
  plan: Plan,
  labels: readonly number[],
  { examples, checkpoints, signal, onProgress, validate }: FitOptions,
): Promise<Params> {
  const identity = await runIdentity(run, plan, labels);
  const saved = await checkpoints?.load();
  if (saved) checkSameRun(saved, identity);
  const source = await batchSource(run, plan, examples, labels);
  const hooks = {
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    ...(checkpoints && { checkpoints }),
    ...(validate && { validate: (params: Params) => lent(run, params, validate) }),
  };
  try {
    const job = { run, plan, source, examples: examples.length, identity, hooks };
    return await trainingLoop(job, saved ? continued(run, plan, saved) : fresh(run, plan));
  } finally {
    source.dispose();
  }
}

const continued = ({ method, setup }: Run, plan: Plan, saved: Checkpoint): Progressing =>
  fromCheckpoint(saved, learnedShapes(method, architectureOf(setup)), plan);

const fresh = ({ method, setup }: Run, { seed, optimizer }: Plan): Progressing => ({
  epoch: 0,
  step: 0,
  // The tidy disposes of what was made before something fails.
  state: tf.tidy(() => ({
    ...initialState(method.parameters!.init(stream(seed, 'init'), setup), optimizer),
  })),
});
