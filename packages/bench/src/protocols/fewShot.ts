import type { Clip } from '@dsra/clip';
import { fit, type Method, type PlanOptions, type Progress, type Tuned, zeroShot } from '@dsra/prompts';
import { mergeDifference } from '../commands/mergeDifference';
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

  const plain = await fit(zeroShot({ template }), { clip, classNames, examples });
  const before = await accuracyOf(plain);
  plain.dispose();

  const start = performance.now();
  const tuned = await fit(method, {
    clip,
    classNames,
    examples,
    ...plan,
    seed,
    ...(onProgress && { onProgress }),
  });
  const trainSeconds = (performance.now() - start) / 1000;
  const after = await accuracyOf(tuned);
  const merged = tuned.merge();
  const difference = await mergeDifference(tuned, merged);
  const folded = await fit(zeroShot({ template }), { clip: merged, classNames, examples });
  const mergedAccuracy = await accuracyOf(folded);
  [folded, merged, tuned].forEach((it) => {
    it.dispose();
  });
  return {
    task: task.name,
    role: task.role,
    seed,
    classes: classNames.length,
    zeroShot: before,
    tuned: after,
    merged: mergedAccuracy,
    mergeDifference: difference,
    trainSeconds,
  };
}
