import * as tf from '@tensorflow/tfjs';
import { batchStream } from './batchStream';
import { resumeTraining, saveTraining } from './checkpoint';
import type { BatchRequest } from './drawBatch';
import { learningRate } from './learningRate';
import { easyShare, type Plan, WARM_UP } from './plan';
import { type Trainee, trainStep } from './trainStep';

export interface TrainOptions {
  readonly plan: Plan;
  /** Where the progress is kept from interruption to interruption. */
  readonly folder: string;
  /** The compiled drawWorker.ts. */
  readonly workerFile: URL;
  readonly onProgress: (line: string) => void;
}

export interface Trained {
  /** Mean over the last steps. */
  readonly loss: number;
  /** Of training, over all interruptions. */
  readonly seconds: number;
}

const REPORT_EVERY = 20;
const SAVE_EVERY = 100;

/** Trains up to the plan's end, from where an earlier run of the same plan stopped. */
export async function train(trainee: Trainee, options: TrainOptions): Promise<Trained> {
  const { plan, folder, workerFile, onProgress } = options;
  const key = JSON.stringify(plan);
  const found = await resumeTraining(folder, trainee, key);
  if (found) onProgress(`continuing after step ${found.step}`);
  const started = Date.now() - 1000 * (found?.seconds ?? 0);
  const seconds = (): number => Math.round((Date.now() - started) / 1000);
  const losses: number[] = found ? [found.loss] : [];
  const soFar = (): Trained => ({ loss: recent(losses), seconds: seconds() });
  const schedule = { peak: plan.rate, warmUp: Math.ceil(plan.steps * WARM_UP), steps: plan.steps };
  const request = (step: number): BatchRequest => ({
    size: plan.batch,
    seed: plan.seed,
    step,
    easy: easyShare(step, plan.steps),
  });
  const range = { from: found?.step ?? 0, to: plan.steps };
  for await (const { step, batch } of batchStream(workerFile, request, range)) {
    losses.push(trainStep(trainee, batch, step, learningRate(step, schedule)));
    const done = step + 1;
    if (done % REPORT_EVERY === 0) onProgress(report(done, plan.steps, losses, seconds()));
    if (done % SAVE_EVERY === 0) await saveTraining(folder, trainee, { step: done, ...soFar(), plan: key });
    if (!Number.isFinite(losses.at(-1))) throw new Error(`the loss is ${losses.at(-1)} at step ${done}`);
    await tf.nextFrame();
  }
  return soFar();
}

const recent = (losses: readonly number[]): number => {
  const last = losses.slice(-REPORT_EVERY);
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
};

function report(done: number, steps: number, losses: readonly number[], seconds: number): string {
  const left = Math.round((seconds / done) * (steps - done));
  return `step ${done} of ${steps}, loss ${recent(losses).toFixed(3)}, ${seconds} s, ${left} s to go`;
}
