import type { Clip } from '@dsra/clip';
import { fit, type Method, type PlanOptions, type Progress, type Tuned, zeroShot } from '@dsra/prompts';
import { mergeDifference } from '../inference/mergeDifference';
import { using } from '../inference/using';
import { drawTask } from '../world/tasks/drawTask';
import type { Task } from '../world/tasks/task';

/** One cell of the few-shot table. */
export interface FewShotResult {
  readonly task: string;
  readonly role: string;
  readonly seed: number;
  readonly classes: number;
  /** Accuracies on the test pictures, 0 to 1. */
  readonly zeroShot: number;
  readonly tuned: number;
  readonly merged: number;
  /** Largest difference in probability between the hooked and the merged model, on random pixels. */
  readonly mergeDifference: number;
  readonly trainSeconds: number;
}

export interface FewShotOptions {
  readonly clip: Clip;
  readonly task: Task;
  readonly shots: number;
  readonly testPerClass: number;
  readonly seed: number;
  readonly method: Method;
  readonly plan: PlanOptions;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Few-shot classification of one drawn task with one seed: zero-shot, trained, merged.
 * The seed draws the training pictures and everything in training; test pictures are the same for all seeds.
 */
export async function fewShot(options: FewShotOptions): Promise<FewShotResult> {
  const { clip, task, shots, testPerClass, seed, method, plan, onProgress } = options;
  const { classNames, template } = task;
  const test = drawTask(task, { split: 'test', perClass: testPerClass, seed: 0 });
  const examples = drawTask(task, { split: 'train', perClass: shots, seed });
  const accuracyOf = async (tuned: Tuned) => (await tuned.evaluate(test)).accuracy;

  const before = await using(await fit(zeroShot({ template }), { clip, classNames, examples }), accuracyOf);
  const start = performance.now();
  const told = onProgress && { onProgress };
  const tuned = await fit(method, { clip, classNames, examples, ...plan, seed, ...told });
  const trainSeconds = (performance.now() - start) / 1000;
  const after = await using(tuned, async () => ({
    tuned: await accuracyOf(tuned),
    ...(await using(tuned.merge(), async (merged) => {
      const difference = await mergeDifference(tuned, merged);
      const folded = await fit(zeroShot({ template }), { clip: merged, classNames, examples });
      return { mergeDifference: difference, merged: await using(folded, accuracyOf) };
    })),
  }));
  return {
    task: task.name,
    role: task.role,
    seed,
    classes: classNames.length,
    zeroShot: before,
    ...after,
    trainSeconds,
  };
}
