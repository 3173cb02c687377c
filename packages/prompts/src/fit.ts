import type { Clip } from '@dsra/clip';
import { checkMethod } from './checkMethod';
import { DsraError, type Params } from '@dsra/core';
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
  const frame = { clip, classNames, allowSameNames };
  let setup = prepareSetup(method, frame, { forTraining: method.parameters !== undefined });
  try {
    const { memoryBudget = defaultMemoryBudget, checkpointing = 'auto' } = options;
    const run = { method, setup, memoryBudget, checkpointing };
    if (!method.parameters) return createTuned({ run, params: {} });
    const plan = makePlan(method, options, examples.length);
    epochShares(method, plan.epochs);
    const params = await train(run, plan, labels, options);
    setup = afterTraining(setup);
    return createTuned({ run: { ...run, setup }, params, training: trainingRecord(plan, examples.length) });
  } catch (error) {
    disposeSetup(setup);
    throw error;
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

async function train(
  run: Run,
  plan: Plan,
  labels: readonly number[],
  { examples, checkpoints, signal, onProgress, validate }: FitOptions,
): Promise<Params> {
  const identity = await runIdentity(run, plan, labels);
  const saved = await checkpoints?.load();
  if (saved) checkSameRun(saved, identity);
  const source = await batchSource(run, plan, examples, labels).catch((error: unknown) => {
    throw withMemoryAdvice(error, run, 'before the first step', plan.batchSize);
  });
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

function fresh({ method, setup }: Run, { seed, optimizer }: Plan): Progressing {
  const params = method.parameters!.init(stream(seed, 'init'), setup);
  return { epoch: 0, step: 0, state: initialState(params, optimizer) };
}
